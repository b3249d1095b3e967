package io.foreflow.fuzz;

/** The target that Jazzer calls: one reader, chosen by its name. */
public final class OneReader {
    @SuppressWarnings("NullAway.Init")
    private static Reader reader;

    private OneReader() {}

    /** @param arguments the reader's name */
    public static void fuzzerInitialize(String[] arguments) {
        reader = Readers.ALL.stream()
                .filter(each -> each.name().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Bounds.check(reader, input);
    }
}
