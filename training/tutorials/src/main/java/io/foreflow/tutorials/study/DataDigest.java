package io.foreflow.tutorials.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Which data a study read: the SHA-256 over its files' bytes, one after another by their names. */
final class DataDigest {
    private DataDigest() {}

    /** In lower-case hexadecimal digits. */
    static String of(DataSpec spec, Path folder) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (Path file : files(spec, folder)) {
            try (InputStream stream = new DigestInputStream(Files.newInputStream(file), digest)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> files(DataSpec spec, Path folder) throws IOException {
        if (spec instanceof DataSpec.Table table) {
            return List.of(folder.resolve(table.file()));
        } else if (spec instanceof DataSpec.Windows windows) {
            return List.of(folder.resolve(windows.file()));
        } else if (spec instanceof DataSpec.Imdb) {
            return under(folder.resolve("imdb"));
        } else if (spec instanceof DataSpec.Reuters) {
            return under(folder.resolve("reuters21578"));
        } else if (spec instanceof DataSpec.Mnist) {
            return under(folder.resolve("mnist"));
        }
        DataSpec.Pictures pictures = (DataSpec.Pictures) spec;
        List<Path> files = new ArrayList<>(under(folder.resolve(pictures.training())));
        files.addAll(under(folder.resolve(pictures.test())));
        return files;
    }

    private static List<Path> under(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
