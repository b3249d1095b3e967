package io.foreflow.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks the form of the repository's texts: the length of lines in Markdown, and the first word of each Javadoc. */
class PlainWordsTest {
    private static final int WIDTH = 120;

    /** Lines that were longer when this test came. Lower it whenever some are gone. */
    private static final int LONG_LINES = 0;

    /** The share of Javadocs with such an opening when this test came. Lower it whenever some are gone. */
    private static final double UNPLAIN_SHARE = 0.01;

    /** Words that open a fragment without a subject. */
    private static final Set<String> FRAGMENTS = Set.of(
            "As", "At", "Because", "By", "For", "From", "How", "If", "In", "No", "Not", "Of", "On", "Since", "So",
            "Such", "That", "To", "Told", "What", "When", "Where", "Whether", "Which", "While", "Who", "Whom", "Whose",
            "With", "Without");

    private static final Set<String> NOT_OURS = Set.of("target", "foreflow-data", "runs", "shared");

    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern NOT_CODE =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
    private static final Pattern FIRST_WORD = Pattern.compile("^[^\\p{L}]*(\\p{L}+)");

    @Test
    void shouldKeepLinesOfDocumentsShort() {
        // given
        List<Path> documents = files(".md");

        // when
        List<String> longLines = documents.stream()
                .flatMap(file -> longLines(read(file)).stream().map(line -> name(file) + ": " + line))
                .toList();

        // then
        assertThat(documents).hasSizeGreaterThan(20);
        assertThat(longLines)
                .as("lines of more than %d characters outside code blocks", WIDTH)
                .hasSizeLessThanOrEqualTo(LONG_LINES);
    }

    @Test
    void shouldOpenJavadocWithAVerbOrANoun() {
        // given
        List<Path> sources = files(".java").stream()
                .filter(file -> name(file).contains("src/main/"))
                .toList();
        List<String> openings = new ArrayList<>();
        List<String> fragments = new ArrayList<>();

        // when
        for (Path source : sources) {
            for (String javadoc : javadocs(read(source))) {
                openings.add(javadoc);
                if (isFragment(javadoc)) {
                    fragments.add(
                            name(source) + ": " + javadoc.lines().findFirst().orElseThrow());
                }
            }
        }
        double share = (double) fragments.size() / openings.size();

        // then
        assertThat(openings).hasSizeGreaterThan(1_000);
        assertThat(share)
                .as(
                        "share of Javadocs that open with a fragment (%d of %d), for instance%n%s",
                        fragments.size(),
                        openings.size(),
                        String.join("\n", fragments.subList(0, Math.min(fragments.size(), 40))))
                .isLessThanOrEqualTo(UNPLAIN_SHARE);
    }

    @Test
    void shouldGiveEachTypeANameOfItsOwn() {
        // given
        List<Path> sources = files(".java").stream()
                .filter(file -> name(file).contains("src/main/"))
                .toList();
        SortedMap<String, List<String>> places = new TreeMap<>();

        // when
        for (Path source : sources) {
            typeNames(read(source)).forEach(type -> places.computeIfAbsent(type, unused -> new ArrayList<>())
                    .add(name(source)));
        }

        // then
        assertThat(places).hasSizeGreaterThan(500);
        assertThat(places)
                .as("types by simple name")
                .allSatisfy((type, files) -> assertThat(files).as(type).hasSize(1));
    }

    @Test
    void shouldFindTypesInCodeOnly() {
        String text = """
                /** The class of an error. */
                public final class Outer<T> {
                    private record Inner(int a) {} // the record Comment
                    String text = "enum Text";
                }
                """;

        assertThat(typeNames(text)).containsExactly("Outer", "Inner");
    }

    @Test
    void shouldFindLongLinesOutsideCodeOnly() {
        // given
        String wide = "x".repeat(WIDTH + 1);
        String text = "é".repeat(WIDTH) + "\n" + wide + "\n```\n" + wide + "\n```\n| " + wide + " |\n";

        // when, then
        assertThat(longLines(text)).extracting(line -> line.split(" ")[0]).containsExactly("2", "6");
    }

    @Test
    void shouldTellAFragmentFromASentence() {
        assertThat(isFragment("How long a sensor is silent.")).isTrue();
        assertThat(isFragment("{@code x}: of one task.")).isFalse();
        assertThat(isFragment("Returns what a sensor said.")).isFalse();
        assertThat(isFragment("Forecasts a window.")).isFalse();
        assertThat(javadocs("/** Of one task. */ int a; /** @param b number */ /* How */ /**\n * Reads.\n */"))
                .containsExactly("Of one task.", "Reads.");
    }

    /** Returns the simple names of the types that a source file declares, nested ones included. */
    private static List<String> typeNames(String text) {
        return TYPE.matcher(NOT_CODE.matcher(text).replaceAll("\"\""))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** Returns number, length and text of each line that is too long, without those between code fences. */
    private static List<String> longLines(String text) {
        List<String> lines = text.lines().toList();
        List<Boolean> inCode = new ArrayList<>();
        boolean code = false;
        for (String line : lines) {
            boolean fence = line.strip().startsWith("```");
            inCode.add(code || fence);
            code ^= fence;
        }
        return IntStream.range(0, lines.size())
                .filter(i -> !inCode.get(i) && length(lines.get(i)) > WIDTH)
                .mapToObj(i -> i + 1 + " has " + length(lines.get(i)) + " characters: " + lines.get(i))
                .toList();
    }

    private static int length(String line) {
        return line.codePointCount(0, line.length());
    }

    /** Returns the description of each Javadoc that has one. */
    private static List<String> javadocs(String source) {
        return JAVADOC.matcher(source)
                .results()
                .map(javadoc ->
                        javadoc.group(1).replaceAll("\\R\\s*\\*? ?", "\n").strip())
                .filter(text -> !text.isEmpty() && !text.startsWith("@"))
                .toList();
    }

    private static boolean isFragment(String javadoc) {
        Matcher first = FIRST_WORD.matcher(javadoc);
        return !javadoc.startsWith("{") && first.find() && FRAGMENTS.contains(first.group(1));
    }

    private static List<Path> files(String ending) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean skipped = !folder.equals(root())
                            && isNotOurs(folder.getFileName().toString());
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.getFileName().toString().endsWith(ending)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return files;
    }

    private static boolean isNotOurs(String folder) {
        return folder.startsWith(".") || NOT_OURS.contains(folder);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return root().relativize(file).toString().replace('\\', '/');
    }

    private static Path root() {
        return Path.of(Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."))
                .toAbsolutePath()
                .normalize();
    }
}
