package io.foreflow.ingest.wire;

/** Text from outside, as it may stand in a message. */
final class Quoted {
    private static final int MAX_LENGTH = 60;

    private Quoted() {}

    /** In quotes, cut to a readable length, control characters replaced. */
    static String of(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        StringBuilder quoted = new StringBuilder(cut.length() + 2).append('"');
        cut.chars().forEach(c -> quoted.append(Character.isISOControl(c) ? '�' : (char) c));
        return quoted.append('"').toString();
    }
}
