package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.network.SpecReader;
import io.foreflow.tutorials.dataset.Augmentation;
import io.foreflow.tutorials.study.DataSpec.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where the rows of a recipe come from. */
final class DataReader {
    private static final List<String> TYPES = List.of("table", "imdb", "reuters", "mnist", "pictures", "windows");
    private static final int MOST = 1_000_000;
    private static final int DIGITS = 10;

    private final List<String> problems;

    DataReader(List<String> problems) {
        this.problems = problems;
    }

    /** Null only after a problem was noted. */
    @Nullable
    DataSpec read(@Nullable JsonNode json) {
        if (json == null) {
            return null;
        }
        SpecReader reader = new SpecReader(json, "data", problems);
        String type = reader.text("type");
        DataSpec spec =
                switch (type) {
                    case "table" -> table(reader);
                    case "imdb" -> new DataSpec.Imdb(share(reader));
                    case "reuters" -> new DataSpec.Reuters(reader.count("topics", MOST), share(reader));
                    case "mnist" -> new DataSpec.Mnist(digits(reader), share(reader));
                    case "pictures" -> pictures(reader);
                    case "windows" -> windows(reader);
                    default -> null;
                };
        if (spec == null) {
            if (!type.isEmpty()) {
                problems.add("data.type (" + type + ") must be one of " + String.join(", ", TYPES));
            }
            return null;
        }
        reader.finish();
        return spec;
    }

    private static DataSpec table(SpecReader reader) {
        return new DataSpec.Table(
                reader.text("file"),
                List.copyOf(reader.names("columns")),
                List.copyOf(reader.names("features")),
                reader.text("target"),
                List.copyOf(reader.names("classes")),
                reader.text("unit", "1"),
                reader.number("divisor", 1, divisor -> divisor > 0, "must be above 0"),
                reader.choice("scale", Scale.class, Scale.NONE),
                reader.flag("dropMissing", false),
                reader.child("rows") == null ? 0 : reader.count("rows", MOST));
    }

    private static double share(SpecReader reader) {
        return reader.number("share", 1, share -> share > 0 && share <= 1, "must be above 0 and at most 1");
    }

    private List<Integer> digits(SpecReader reader) {
        List<Integer> digits = new ArrayList<>();
        JsonNode json = reader.child("digits");
        if (json == null) {
            for (int digit = 0; digit < DIGITS; digit++) {
                digits.add(digit);
            }
        } else {
            json.forEach(digit -> digits.add(digit.asInt(-1)));
        }
        if (digits.size() < 2 || digits.stream().anyMatch(digit -> digit < 0 || digit >= DIGITS)) {
            problems.add("data.digits must be two or more digits from 0 to 9");
        }
        return digits;
    }

    private DataSpec pictures(SpecReader reader) {
        Optional<Augmentation> augmentation = Optional.ofNullable(reader.child("augmentation"))
                .map(json -> {
                    SpecReader part = new SpecReader(json, "data.augmentation", problems);
                    String rule = "must be from 0 to 1";
                    Augmentation read = new Augmentation(
                            part.flag("flip", false),
                            part.number("rotation", 0, share -> share >= 0 && share <= 1, rule),
                            part.number("zoom", 0, share -> share >= 0 && share < 1, rule));
                    part.finish();
                    return read;
                });
        return new DataSpec.Pictures(
                reader.text("training"),
                reader.text("test"),
                List.copyOf(reader.names("classes")),
                augmentation,
                share(reader));
    }

    private static DataSpec windows(SpecReader reader) {
        return new DataSpec.Windows(
                reader.text("file"),
                reader.text("sensor"),
                reader.count("history", MOST),
                reader.count("horizon", MOST),
                reader.text("unit"),
                reader.text("from", ""));
    }
}
