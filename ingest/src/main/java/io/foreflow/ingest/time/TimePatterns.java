package io.foreflow.ingest.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the pattern of the times of a file from the times themselves. */
public final class TimePatterns {
    /** Maximum number of shapes that are examined, the most frequent ones. */
    private static final int MOST_SHAPES = 5;

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2199;
    private static final Instant FIRST_EPOCH = Instant.parse("1980-01-01T00:00:00Z");
    private static final Instant LAST_EPOCH = Instant.parse("2100-01-01T00:00:00Z");
    private static final String ANY_DATE = "1 January 2000 ";

    private TimePatterns() {}

    /**
     * The result of the search.
     *
     * @param patterns the pattern that fits most texts. If several fit equally many, and neither the texts nor their
     *     order decide, all of them, the more usual ones first. Empty if no pattern fits half of the texts that hold a
     *     digit.
     * @param fitting number of texts that fit each of the patterns
     */
    public record Detected(List<TimePattern> patterns, long fitting) {
        public Detected {
            patterns = List.copyOf(patterns);
        }
    }

    private record PatternCandidate(TimePattern pattern, StepEvidence steps, int oddity) {}

    /**
     * Finds the pattern of texts in the order of a file. Some texts may be no times. {@code iso} wins whenever it fits
     * as many as the best other pattern.
     */
    public static Detected detect(List<String> texts) {
        Map<TimePattern, Long> fits = new LinkedHashMap<>();
        for (TimePattern pattern : candidates(texts)) {
            fits.put(pattern, texts.stream().filter(text -> fits(pattern, text)).count());
        }
        long best = fits.values().stream().mapToLong(count -> count).max().orElse(0);
        long withDigit = texts.stream().filter(TimePatterns::holdsDigit).count();
        if (best == 0 || 2 * best < withDigit) {
            return new Detected(List.of(), 0);
        }
        List<TimePattern> equal = fits.keySet().stream()
                .filter(pattern -> fits.getOrDefault(pattern, 0L) == best)
                .toList();
        boolean isIso = equal.contains(TimePattern.ISO) && !areIntervals(equal);
        return new Detected(isIso ? List.of(TimePattern.ISO) : decided(withoutNarrowed(equal), texts), best);
    }

    /**
     * Returns true if the text may be a time. A plain number may be one only if it has the form {@code yyyyMMdd} or
     * longer, or is an epoch of the years from 2001.
     */
    public static boolean mayBeTime(String text) {
        int digits = Digits.end(text, 0);
        boolean isPlain = digits == text.length();
        boolean isLong = digits == 8 || digits == 10 || digits >= 12;
        return (!isPlain || isLong) && detect(List.of(text)).fitting() > 0;
    }

    /**
     * Returns true if the text may be a time of day or an interval of a day, whose date is in another column. A plain
     * number may not.
     */
    public static boolean mayBeTimeOfDay(String text) {
        TextShape shape = TextShape.of(text);
        if (shape == null) {
            return false;
        }
        boolean hasMark = text.indexOf(':') >= 0
                || shape.tokens().stream().anyMatch(token -> token.kind() == TextShape.TokenKind.HALF)
                || shape.tokens().size() >= 5;
        Detected detected = hasMark ? detect(List.of(ANY_DATE + text)) : new Detected(List.of(), 0);
        return detected.patterns().stream().anyMatch(TimePattern::hasTimeOfDay);
    }

    private static Set<TimePattern> candidates(List<String> texts) {
        Set<TimePattern> candidates = new LinkedHashSet<>();
        candidates.add(TimePattern.ISO);
        List<ShapeSummary> shapes = new ArrayList<>(shapes(texts));
        shapes.sort(Comparator.comparingLong(ShapeSummary::count).reversed());
        for (ShapeSummary shape : shapes.subList(0, Math.min(MOST_SHAPES, shapes.size()))) {
            PatternGuesses.of(shape).forEach(pattern -> candidates.add(TimePattern.of(pattern)));
            ShapeSummary.TextPosition first = shape.places().get(0);
            if (first.kind() == TextShape.TokenKind.NUMBER && first.longest() >= 9) {
                candidates.add(TimePattern.EPOCH_SECONDS);
                candidates.add(TimePattern.EPOCH_MILLIS);
            }
        }
        return candidates;
    }

    private static Collection<ShapeSummary> shapes(List<String> texts) {
        Map<String, ShapeSummary> shapes = new HashMap<>();
        for (String text : texts) {
            TextShape shape = TextShape.of(text);
            if (shape != null) {
                shapes.computeIfAbsent(shape.key(), key -> new ShapeSummary()).add(shape);
            }
        }
        return shapes.values();
    }

    private static boolean fits(TimePattern pattern, String text) {
        Stamp stamp = pattern.parse(text);
        if (stamp instanceof Stamp.Local local) {
            return local.time().getYear() >= FIRST_YEAR && local.time().getYear() <= LAST_YEAR;
        }
        if (pattern.equals(TimePattern.EPOCH_SECONDS) || pattern.equals(TimePattern.EPOCH_MILLIS)) {
            return stamp instanceof Stamp.OneTime at
                    && !at.time().isBefore(FIRST_EPOCH)
                    && at.time().isBefore(LAST_EPOCH);
        }
        return stamp != null;
    }

    private static boolean holdsDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Digits.isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns true if the texts are intervals such as 10:00-11:00 and no offsets: read as {@code iso}, each row would
     * have another offset.
     */
    private static boolean areIntervals(List<TimePattern> patterns) {
        return patterns.stream().anyMatch(TimePatterns::isInterval)
                && patterns.stream().noneMatch(pattern -> pattern.toString().contains("X"));
    }

    /** Drops a pattern with one letter if an equal one has two. */
    private static List<TimePattern> withoutNarrowed(List<TimePattern> patterns) {
        Map<String, TimePattern> byParts = new LinkedHashMap<>();
        for (TimePattern pattern : patterns) {
            String parts = pattern.toString().replaceAll("([dMHhms])\\1(?!\\1)", "$1");
            byParts.merge(
                    parts,
                    pattern,
                    (one, other) -> one.toString().length() >= other.toString().length() ? one : other);
        }
        return List.copyOf(byParts.values());
    }

    private static boolean isInterval(TimePattern pattern) {
        return pattern.toString().contains("m-H");
    }

    /** Drops the patterns that the steps contradict, then the odd ones, then those with the longer path. */
    private static List<TimePattern> decided(List<TimePattern> patterns, List<String> texts) {
        if (patterns.size() == 1) {
            return patterns;
        }
        List<PatternCandidate> even = unbeaten(
                patterns.stream()
                        .map(pattern -> new PatternCandidate(pattern, StepEvidence.of(pattern, texts), oddity(pattern)))
                        .toList(),
                StepEvidence::isMoreEvenThan);
        int leastOdd = even.stream().mapToInt(PatternCandidate::oddity).min().orElse(0);
        List<PatternCandidate> usual = even.stream()
                .filter(candidate -> candidate.oddity() == leastOdd)
                .toList();
        return unbeaten(usual, StepEvidence::isShorterThan).stream()
                .map(PatternCandidate::pattern)
                .toList();
    }

    /** Decides which of two sets of steps is better evidence for its pattern. */
    @FunctionalInterface
    private interface Better {
        boolean test(StepEvidence one, StepEvidence other);
    }

    private static List<PatternCandidate> unbeaten(List<PatternCandidate> candidates, Better better) {
        return candidates.stream()
                .filter(one -> candidates.stream().noneMatch(other -> better.test(other.steps(), one.steps())))
                .toList();
    }

    /** Ranks rare forms behind common ones. */
    private static int oddity(TimePattern pattern) {
        String text = pattern.toString();
        boolean yearDayMonth = text.matches(".*y[^a-zA-Z]*d+[^a-zA-Z]*M.*");
        boolean isIso = pattern.equals(TimePattern.ISO);
        boolean shortYearFirst = text.matches("yy[./]M.*");
        boolean minutesAfterDash = text.matches(".*[Hh] ?[-–—~/] ?m.*");
        boolean epoch = text.startsWith("epoch");
        boolean compactShortYear = text.matches("yyMMddHH.*");
        boolean monthFirstWithDots = text.matches(".*M\\.d+\\.y.*");
        return (yearDayMonth || isIso ? 4 : 0)
                + (shortYearFirst || minutesAfterDash ? 2 : 0)
                + (epoch || compactShortYear || monthFirstWithDots ? 1 : 0);
    }
}
