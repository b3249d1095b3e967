package io.foreflow.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.predict.QuestionFiles;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.Inspector;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.ingest.time.Stamp;
import io.foreflow.ingest.time.TimePattern;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.NoAnswerException;
import io.foreflow.models.tabular.Question;
import io.foreflow.models.tabular.Text;
import io.foreflow.training.backtest.M4Files;
import io.foreflow.tutorials.dataset.HourlyValues;
import io.foreflow.tutorials.dataset.ImdbReviews;
import io.foreflow.tutorials.dataset.Mnist;
import io.foreflow.tutorials.dataset.NumberTableReader;
import io.foreflow.tutorials.dataset.ReutersNews;
import io.foreflow.tutorials.fetch.NumpyFiles;
import io.foreflow.tutorials.pretrained.WeightFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Files that somebody hands over: readings, data sets, weights, records to predict. Their gzip may hold a thousand times as much. */
final class FileReaders {
    /** The most that deflate packs into one byte, and what becomes of each. */
    private static final long PER_ZIPPED_BYTE = 1_032L * 100;

    private static final String LONG = "sensor_id,timestamp,value,temp\na,2026-03-29T01:00,1.5,3\n"
            + "\"b,c\",2026-03-29T02:30,2e3,\na,2026-10-25T02:30:00,-7,1\na,2026-10-25T02:30:00Z,,4\n";
    private static final String WIDE = "timestamp,a,b\r\n2026-03-01 10:00,1,\r\n2026-03-01 11:00,2,3\r\n";
    private static final Columns COLUMNS = new Columns(List.of(Column.plain("rooms"), Column.plain("age")));
    private static final Text WORDS = new Text(List.of("good", "bad"), 6);
    private static final Map<String, Shape> WEIGHTS = Map.of(
            "block1_conv1/kernel", Shape.of(3, 3, 3, 2),
            "block1_conv1/bias", Shape.of(2),
            "top/kernel", Shape.of(18, 2));

    static final List<Reader> ALL = List.of(
            zipped(
                    "csv-long",
                    Seeds.texts(LONG),
                    input -> readings(input, TableOptions.NONE.withCovariates(List.of("temp")))),
            zipped(
                    "csv-wide",
                    Seeds.texts(WIDE),
                    input -> readings(input, TableOptions.of(Map.of(TableKey.COLUMNS, "*")))),
            zipped("table", Seeds.tables(), FileReaders::table),
            Reader.of(
                    "time-pattern",
                    Seeds.texts(
                            "dd.MM.yyyy HH:mm - HH:mm\n01.02.2026 00:00 - 01:00\n",
                            "E d MMM yyyy h:mm:ss.SSS a X\nmar. 3 fév. 2026 1:05:06.7 PM +01:00\n",
                            "yyyyMMddHHmm\n202602011230\n",
                            "yyyy-MM-dd'T'Hmm\n2026-02-01T930\n",
                            "iso\n2026-02-01T00:00:00.123456789Z\n",
                            "epochMillis\n1771754400000\n",
                            "epochSeconds\n-1.5\n"),
                    WireReaders.refusing(FileReaders::times)),
            Reader.of(
                    "predict-columns",
                    Seeds.texts(
                            "rooms,age\n6,0\n7,1\n",
                            "6,0\n",
                            "age,other,rooms\n1,\"a,b\",2\n",
                            "Rooms;\"AGE\"\n6,5;1,234\n",
                            "rooms\tAge\tROOMS\r6.5\t1.234\t\r",
                            "6,5;3\n1.234,5;-1e3\n"),
                    input -> questions(COLUMNS, false, "questions.csv", input)),
            Reader.of(
                    "predict-lines",
                    Seeds.texts("good\nbad news\n", "unknown words\r...\r\n"),
                    input -> questions(WORDS, false, "texts.txt", input)),
            Reader.of(
                    "predict-whole",
                    Seeds.texts("good\nbad news\n"),
                    input -> questions(WORDS, true, "text.txt", input)),
            zipped(
                    "predict-zipped",
                    Seeds.texts("rooms,age\n6,0\n7,1\n"),
                    input -> questions(COLUMNS, false, "questions.csv.gz", input)),
            zipped(
                    "table-commas",
                    Seeds.texts("a,b,c\n1,2,x\n,NA,\"q,\"\"r\"\n3,-4e5,\n"),
                    file("table", "table.csv", file -> new NumberTableReader(
                                    NumberTableReader.Separator.COMMA,
                                    List.of(),
                                    NumberTableReader.TextColumns.LEFT_OUT)
                            .read(file))),
            zipped(
                    "table-blanks",
                    Seeds.texts(" 1.0  2\t3\n4 5 6\n"),
                    file("table", "table.data", file -> new NumberTableReader(
                                    NumberTableReader.Separator.BLANKS,
                                    List.of("a", "b", "c"),
                                    NumberTableReader.TextColumns.REFUSED)
                            .read(file))),
            zipped(
                    "hourly-series",
                    Seeds.texts(
                            "sensor_id,timestamp,value\na,2026-03-01T10:00,1\nb,2026-03-01T10:00,1\na,2026-03-01T11:00,2\n"),
                    file("hourly", "series.csv", file -> HourlyValues.read(file, "a", ""))),
            zipped(
                    "reuters",
                    Seeds.texts(
                            "split,topics,title,body\ntrain,earn,A,\"b\nc\"\ntest,earn,D,e\ntrain,acq|earn,F,g\ntrain,acq,F,g\n"),
                    file("reuters", "reuters.csv", file -> ReutersNews.read(file, 2, Text::split))),
            zipped("imdb-words", Seeds.texts("{\"the\":1,\"and\":2,\"\\u00e9\":3}"), input -> {
                imdb("imdb_word_index.json", input);
            }),
            zipped("imdb-reviews", Seeds.texts("label,review_id,word_ranks\n0,1,1 2 2\n1,2,\n"), input -> {
                imdb("imdb_train_word_ranks.csv.gz", input);
            }),
            zipped("mnist-pictures", List.of(images()), input -> mnist("train-images-idx3-ubyte.gz", input)),
            zipped("mnist-labels", List.of(labels()), input -> mnist("train-labels-idx1-ubyte.gz", input)),
            Reader.of(
                    "m4",
                    Seeds.texts("\"V1\",\"V2\",\"V3\"\n\"H1\",\"605\",\"586\"\n\"H2\",\"3124\",\"2990.5\"\n"),
                    input -> {
                        Path train = ScratchFolder.file("m4", M4Files.TRAIN, input);
                        ScratchFolder.file("m4", M4Files.TEST, input);
                        ignoring(() -> M4Files.read(requireNonNull(train.getParent())));
                    }),
            Reader.of(
                            "weights-hdf5",
                            Seeds.golden("training/tutorials", "keras", ".*h5"),
                            file("weights", "weights.h5", file -> WeightFile.read(file, WEIGHTS, Optional.empty())))
                    .allocating(3_000, 20_000_000),
            Reader.of(
                            "weights-safetensors",
                            ModelReaders.ALL.stream()
                                    .filter(reader -> reader.name().equals("safetensors"))
                                    .findFirst()
                                    .orElseThrow()
                                    .seeds(),
                            file(
                                    "weights",
                                    "weights.safetensors",
                                    file -> WeightFile.read(file, WEIGHTS, Optional.empty())))
                    .allocating(3_000, 20_000_000),
            Reader.of("npz", List.of(NumpyFiles.archive()), file("npz", "data.npz", NumpyFiles::read))
                    .allocating(PER_ZIPPED_BYTE, 4_000_000));

    private FileReaders() {}

    private interface FileRead {
        void of(Path file) throws Exception;
    }

    private interface Reading {
        void now() throws Exception;
    }

    private static Reader zipped(String name, List<byte[]> plain, Reader.Read read) {
        return Reader.of(name, Seeds.zippedToo(plain), read).allocating(PER_ZIPPED_BYTE, 4_000_000);
    }

    private static Reader.Read file(String folder, String name, FileRead read) {
        return input -> {
            Path file = ScratchFolder.file(folder, name, input);
            ignoring(() -> read.of(file));
        };
    }

    /** Readers of files promise an {@link IOException}, such as a DatasetException. */
    private static void ignoring(Reading reading) throws Exception {
        try {
            reading.now();
        } catch (IOException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("refused without a reason", e);
            }
        }
    }

    private static void readings(byte[] input, TableOptions layout) throws Exception {
        Path file = ScratchFolder.file("csv", "readings.csv", input);
        ignoring(() -> {
            try (TableReadings readings = TableReadings.open(file, layout, ZoneId.of("Europe/Berlin"))) {
                while (readings.next() != null) {
                    if (readings.position() > readings.size()) {
                        throw new AssertionError("read beyond its end");
                    }
                }
            }
        });
    }

    /** Checks that findings are lines, that recommended options are accepted, and that every reading is finite. */
    private static void table(byte[] input) throws Exception {
        Path file = ScratchFolder.file("tables", "table.csv", input);
        ZoneId zone = ZoneId.of("Europe/Berlin");
        ignoring(() -> {
            Inspection inspection = Inspector.inspect(file, TableOptions.NONE, zone);
            Stream.concat(inspection.problems().stream(), inspection.notes().stream())
                    .forEach(FileReaders::requireLine);
            Map<TableKey, String> recommended = new EnumMap<>(TableKey.class);
            inspection.advice().forEach(advice -> {
                requireLine(advice.why());
                recommended.put(advice.key(), advice.value());
            });
            if (inspection.isReadable() != inspection.problem().isEmpty()) {
                throw new AssertionError("neither readable nor a problem, or both");
            }
            if (inspection.isReadable()) {
                read(TableReadings.open(inspection, zone));
            }
            read(TableReadings.open(file, TableOptions.of(recommended), zone));
        });
    }

    private static void requireLine(String text) {
        if (text.isBlank() || text.lines().count() > 1) {
            throw new AssertionError("not one line: " + text);
        }
    }

    private static void read(TableReadings table) throws IOException {
        try (table) {
            for (Row row = table.next(); row != null; row = table.next()) {
                if (row instanceof Row.Bad bad) {
                    requireLine(bad.detail());
                } else if (row instanceof Row.Valid valid) {
                    Double value = valid.reading().value();
                    if (value != null && !Double.isFinite(value)) {
                        throw new AssertionError("read " + value);
                    }
                }
            }
        }
    }

    /** A pattern in the first line and times in the others: each fits or does not. */
    private static void times(byte[] input) {
        List<String> lines = new String(input, UTF_8).lines().toList();
        TimePattern pattern = TimePattern.of(lines.isEmpty() ? "" : lines.get(0));
        if (!TimePattern.of(pattern.toString()).equals(pattern)) {
            throw new AssertionError("a pattern that is not the pattern of its text: " + pattern);
        }
        for (String time : lines) {
            Stamp stamp = pattern.parse(time);
            if (stamp instanceof Stamp.Local && pattern.hasOffset()) {
                throw new AssertionError("a local time of a pattern with an offset: " + time);
            }
        }
    }

    /** A question that is read becomes a row of the network, or the model says why not. */
    private static void questions(InputSpec spec, boolean whole, String name, byte[] input) throws Exception {
        Path file = ScratchFolder.file("questions", name, input);
        ignoring(() -> {
            try {
                new QuestionFiles(spec, whole, note -> {}).read(file, name, asked -> encode(spec, asked.question()));
            } catch (CommandException e) {
                if (!String.valueOf(e.getMessage()).contains(name)) {
                    throw new AssertionError("does not name the file", e);
                }
            }
        });
    }

    private static void encode(InputSpec spec, Question question) {
        try {
            spec.encode(List.of(question));
        } catch (NoAnswerException e) {
            if (e.detail().isBlank()) {
                throw new AssertionError("refused without a reason", e);
            }
            return;
        }
        double unknown = spec.unknownWordShare(question).orElse(0.0);
        if (!(unknown >= 0 && unknown <= 1)) {
            throw new AssertionError("a share of unknown words of " + unknown);
        }
    }

    private static void imdb(String name, byte[] input) throws Exception {
        Path folder = requireNonNull(
                ScratchFolder.file("imdb", "imdb_word_index.json", "{\"the\":1,\"and\":2}".getBytes(UTF_8))
                        .getParent());
        byte[] reviews = Seeds.gzip("label,review_id,word_ranks\n0,1,1 2 2\n".getBytes(UTF_8));
        ScratchFolder.file("imdb", "imdb_train_word_ranks.csv.gz", reviews);
        ScratchFolder.file("imdb", "imdb_test_word_ranks.csv.gz", reviews);
        ScratchFolder.file("imdb", name, input);
        ignoring(() -> ImdbReviews.read(folder));
    }

    private static void mnist(String name, byte[] input) throws Exception {
        for (String part : List.of("train", "t10k")) {
            ScratchFolder.file("mnist", part + "-images-idx3-ubyte.gz", images());
            ScratchFolder.file("mnist", part + "-labels-idx1-ubyte.gz", labels());
        }
        Path folder = requireNonNull(ScratchFolder.file("mnist", name, input).getParent());
        ignoring(() -> Mnist.read(folder));
    }

    private static byte[] images() {
        return ByteBuffer.allocate(16 + 6)
                .putInt(0x803)
                .putInt(2)
                .putInt(1)
                .putInt(3)
                .array();
    }

    private static byte[] labels() {
        return ByteBuffer.allocate(8 + 2).putInt(0x801).putInt(2).put((byte) 7).array();
    }
}
