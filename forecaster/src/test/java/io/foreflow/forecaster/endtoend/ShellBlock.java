package io.foreflow.forecaster.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of shell commands in a document, and the output that stands below it.
 *
 * @param place document and line
 * @param mark what stands behind {@code sh} in the opening line, such as {@code not-run}; usually empty
 * @param command text of the block
 * @param shown lines of the output in the document; empty without one
 */
record ShellBlock(String place, String mark, String command, List<String> shown) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(\\w*)([^\\n]*)\\n(.*?)^ *```$");
    private static final Set<String> OUTPUT = Set.of("", "text", "json", "csv");
    private static final Pattern READS_ONLY = Pattern.compile(
            "(curl (?!.*(-d|--data|-X) ).*|\\S*foreflow (status|topics cat|models (list|history|diff)) ?.*|head .*|\\|.*)");
    private static final Pattern UNTIL_STOPPED = Pattern.compile("\\S*foreflow (serve|broker)\\b.*");

    /** Returns the blocks of a document in their order. */
    static List<ShellBlock> of(Path root, String document) throws IOException {
        String text = Files.readString(root.resolve(document));
        List<ShellBlock> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            boolean isCommand = block.group(2).equals("sh");
            if (isCommand) {
                String place = document + ":"
                        + text.substring(0, block.start()).lines().count();
                blocks.add(new ShellBlock(place, block.group(3).strip(), unindented(block), List.of()));
            } else if (OUTPUT.contains(block.group(2)) && !blocks.isEmpty()) {
                ShellBlock last = blocks.get(blocks.size() - 1);
                if (last.shown.isEmpty()) {
                    blocks.set(
                            blocks.size() - 1,
                            last.withShown(unindented(block).lines().toList()));
                }
            }
        }
        return blocks;
    }

    /** Returns the text of a block in a list without the indentation of its opening line. */
    private static String unindented(MatchResult block) {
        return block.group(4).replaceAll("(?m)^" + block.group(1), "");
    }

    private ShellBlock withShown(List<String> lines) {
        return new ShellBlock(place, mark, command, lines);
    }

    /** Returns true if the block may run again until it shows what the document shows. */
    boolean readsOnly() {
        return lines().stream().allMatch(line -> READS_ONLY.matcher(line).matches());
    }

    /** Returns true if the last command runs until somebody stops it. */
    boolean runsUntilStopped() {
        List<String> lines = lines();
        return UNTIL_STOPPED.matcher(lines.get(lines.size() - 1)).matches();
    }

    /** Returns the lines without those that are continued or empty. */
    private List<String> lines() {
        return command.replace("\\\n", " ")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
