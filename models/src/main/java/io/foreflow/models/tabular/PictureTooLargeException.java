package io.foreflow.models.tabular;

/** A picture whose decoding would take more memory or time than is given to one picture. The message is one line. */
public final class PictureTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param why completes "the picture is too large: " */
    PictureTooLargeException(String why) {
        super("the picture is too large: " + why);
    }
}
