package io.foreflow.ingest.publish;

/** Hears the progress of a publication, for a progress bar. Called often, from the publishing thread. */
@FunctionalInterface
public interface PublishListener {
    PublishListener NONE = (rows, position, size) -> {};

    /**
     * @param rows rows handed to the producer so far, bad ones included
     * @param position how much of the source has been read
     * @param size total amount to read, in the same unit (bytes, for a file)
     */
    void progress(long rows, long position, long size);
}
