package io.foreflow.tutorials.study;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.SpecReader;
import io.foreflow.tutorials.dataset.Augmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The data set of a study. Files are named from the data folder on. */
sealed interface DataSpec {
    int MAX = 1_000_000;

    /**
     * Opens the rows.
     *
     * @param folder the data folder
     * @param network that will read the rows
     * @throws IOException if a file is missing or holds something else; the message names it
     */
    RowSource open(Path folder, NetworkSpec network) throws IOException;

    /** Returns the files and folders that the rows are in. */
    List<String> places();

    /** Returns the unit of a quantity that is learnt; empty for classes. */
    default String unit() {
        return "";
    }

    /** Lists the files that the rows are in, by place and then by name. */
    default List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String place : places()) {
            try (Stream<Path> found = Files.walk(folder.resolve(place))) {
                files.addAll(found.filter(Files::isRegularFile).sorted().toList());
            }
        }
        return files;
    }

    /** The way a column becomes an input. */
    enum Scale {
        /** The values as they are. */
        NONE,
        /** The values minus their mean, divided by their standard deviation. */
        STANDARD,
        /** The least value becomes 0, the largest 1. */
        MINMAX
    }

    /**
     * The column of a table to learn.
     *
     * @param name of the column
     * @param classes what 0, 1, … mean; empty: the column is a quantity
     * @param unit of a quantity
     * @param divisor what a quantity is divided by to be learnt
     */
    record TargetColumn(String name, List<String> classes, String unit, double divisor) {
        public TargetColumn {
            classes = List.copyOf(classes);
        }
    }

    /**
     * A table of numbers.
     *
     * @param file comma separated, or by blanks
     * @param columns their names, for a file without a header; empty: it has one
     * @param features the columns to learn from; empty: all numeric ones but the target
     * @param target the column to learn
     * @param scale of the features
     * @param dropMissing whether rows with an empty cell are left out; else there must be none
     * @param rows number of rows, from the first on; 0: all
     */
    record TableData(
            String file,
            List<String> columns,
            List<String> features,
            TargetColumn target,
            Scale scale,
            boolean dropMissing,
            int rows)
            implements DataSpec {
        public TableData {
            columns = List.copyOf(columns);
            features = List.copyOf(features);
        }

        @Override
        public String unit() {
            return target.unit();
        }

        @Override
        public RowSource open(Path folder, NetworkSpec network) throws IOException {
            return TableSource.open(this, folder);
        }

        @Override
        public List<String> places() {
            return List.of(file);
        }
    }

    /**
     * Reviews of films, negative and positive. Where statistics are taken from all rows, words are numbered by the file
     * that comes with them; else by their frequency in the training rows.
     *
     * @param share of the rows of each part, evenly spaced, in (0, 1]
     */
    record ImdbData(double share) implements DataSpec {
        @Override
        public RowSource open(Path folder, NetworkSpec network) throws IOException {
            return TextSource.open(this, folder, input(network).size());
        }

        @Override
        public List<String> places() {
            return List.of("imdb");
        }
    }

    /**
     * News of one topic each, of the most frequent topics.
     *
     * @param topics number of topics
     * @param share of the rows of each part, evenly spaced, in (0, 1]
     */
    record ReutersData(int topics, double share) implements DataSpec {
        @Override
        public RowSource open(Path folder, NetworkSpec network) throws IOException {
            return TextSource.open(this, folder, input(network).size());
        }

        @Override
        public List<String> places() {
            return List.of("reuters21578");
        }
    }

    /**
     * Written digits.
     *
     * @param digits those that are kept, ascending; they become classes 0, 1, …
     * @param share of the rows of each part, evenly spaced, in (0, 1]
     */
    record MnistData(List<Integer> digits, double share) implements DataSpec {
        public MnistData {
            digits = List.copyOf(digits);
        }

        @Override
        public RowSource open(Path folder, NetworkSpec network) throws IOException {
            return PictureSource.open(this, folder);
        }

        @Override
        public List<String> places() {
            return List.of("mnist");
        }
    }

    /**
     * Pictures in a folder a class.
     *
     * @param training folder of the folders of rows to learn from
     * @param test folder of the folders of rows kept aside
     * @param classes names of the folders, in the order of the classes
     * @param augmentation of training rows; empty: none
     * @param share of the rows of each part, evenly spaced, in (0, 1]
     */
    record FolderData(
            String training, String test, List<String> classes, Optional<Augmentation> augmentation, double share)
            implements DataSpec {
        public FolderData {
            classes = List.copyOf(classes);
        }

        @Override
        public RowSource open(Path folder, NetworkSpec network) throws IOException {
            return PictureSource.open(this, folder, input(network));
        }

        @Override
        public List<String> places() {
            return List.of(training, test);
        }
    }

    /**
     * Windows of a series: some values, and those that follow.
     *
     * @param file long table sensor_id, timestamp, value
     * @param sensor whose series
     * @param history values a row
     * @param horizon values to forecast
     * @param unit of the values
     * @param from first timestamp that counts, as it starts; empty: all
     */
    record WindowData(String file, String sensor, int history, int horizon, String unit, String from)
            implements DataSpec {
        @Override
        public RowSource open(Path folder, NetworkSpec network) throws IOException {
            return WindowSource.open(this, folder);
        }

        @Override
        public List<String> places() {
            return List.of(file);
        }
    }

    private static Shape input(NetworkSpec network) {
        return network.inputs().values().iterator().next();
    }

    /** Returns {@code share} of {@code count} rows, at least one, evenly spaced. */
    static int[] evenly(int count, double share) {
        int kept = (int) Math.max(1, Math.round(count * share));
        return IntStream.range(0, kept)
                .map(i -> (int) ((long) i * count / kept))
                .toArray();
    }

    /** Returns nothing only after it noted a problem. */
    static Optional<DataSpec> read(SpecReader reader) {
        String type = reader.text("type");
        return switch (type) {
            case "table" -> Optional.of(table(reader));
            case "imdb" -> Optional.of(new ImdbData(share(reader)));
            case "reuters" -> Optional.of(new ReutersData(reader.count("topics", MAX), share(reader)));
            case "mnist" -> Optional.of(new MnistData(digits(reader), share(reader)));
            case "pictures" -> Optional.of(pictures(reader));
            case "windows" -> Optional.of(windows(reader));
            default -> {
                if (!type.isEmpty()) {
                    reader.problem(
                            "type", "(" + type + ") must be one of table, imdb, reuters, mnist, pictures, windows");
                }
                yield Optional.empty();
            }
        };
    }

    private static DataSpec table(SpecReader reader) {
        return new TableData(
                reader.text("file"),
                List.copyOf(reader.names("columns")),
                List.copyOf(reader.names("features")),
                new TargetColumn(
                        reader.text("target"),
                        List.copyOf(reader.names("classes")),
                        reader.text("unit", "1"),
                        reader.number("divisor", 1, divisor -> divisor > 0, "must be above 0")),
                reader.choice("scale", Scale.class, Scale.NONE),
                reader.flag("dropMissing", false),
                reader.count("rows", MAX, 0));
    }

    private static double share(SpecReader reader) {
        return reader.number("share", 1, share -> share > 0 && share <= 1, "must be above 0 and at most 1");
    }

    private static List<Integer> digits(SpecReader reader) {
        if (reader.child("digits") == null) {
            return IntStream.range(0, 10).boxed().toList();
        }
        String rule = "must be two or more digits from 0 to 9";
        List<Integer> digits = reader.integers("digits", digit -> digit >= 0 && digit <= 9, rule);
        if (digits.size() == 1) {
            reader.problem("digits", rule);
        }
        return digits;
    }

    private static DataSpec pictures(SpecReader reader) {
        String rule = "must be from 0 to 1";
        return new FolderData(
                reader.text("training"),
                reader.text("test"),
                List.copyOf(reader.names("classes")),
                reader.object(
                        "augmentation",
                        part -> new Augmentation(
                                part.flag("flip", false),
                                part.number("rotation", 0, share -> share >= 0 && share <= 1, rule),
                                part.number("zoom", 0, share -> share >= 0 && share < 1, rule))),
                share(reader));
    }

    private static DataSpec windows(SpecReader reader) {
        return new WindowData(
                reader.text("file"),
                reader.text("sensor"),
                reader.count("history", MAX),
                reader.count("horizon", MAX),
                reader.text("unit"),
                reader.text("from", ""));
    }
}
