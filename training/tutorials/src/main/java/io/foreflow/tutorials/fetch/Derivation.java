package io.foreflow.tutorials.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Makes the content of a file from other files. Pure: the same files give the same bytes. */
interface Derivation {
    /**
     * @param from the files, in the order of the catalog
     * @param content what is derived, not packed
     * @throws io.foreflow.training.data.DatasetException if the files hold something else
     */
    void write(List<Path> from, OutputStream content) throws IOException;
}
