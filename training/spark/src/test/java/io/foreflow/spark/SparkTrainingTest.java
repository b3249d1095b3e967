package io.foreflow.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on Spark in this process. */
class SparkTrainingTest {
    private static final String TINY = """
            name: tiny
            description: A network that is trained at once
            features: blend-row
            network:
              layers:
                - {type: dense, name: hidden, inputs: input, units: 8, activation: relu}
                - {type: dense, name: correction, inputs: hidden, units: horizon, kernelInitializer: zeros}
            training:
              loss: mae
              optimizer: {type: adam, learningRate: 0.001}
              epochs: 2
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final SampleReadings sample = new SampleReadings(6, 20);
    private String recipe = "";

    @BeforeEach
    void writeRecipe() throws IOException {
        recipe = Files.writeString(directory.resolve("tiny.yaml"), TINY).toString();
    }

    static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    private int train(String folder, String... further) {
        List<String> arguments = new ArrayList<>(
                List.of("--recipe", recipe, "--out", directory.resolve(folder).toString()));
        arguments.addAll(List.of(further));
        out.reset();
        err.reset();
        return TrainOnSpark.run(
                arguments,
                SparkTrainingTest::session,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    /** Writes Parquet files with other names of columns, a row that cannot be used, and no order. */
    private void writeParquet() throws IOException {
        List<Row> rows = new ArrayList<>();
        List<Reading> readings = sample.readings();
        for (int i = readings.size() - 1; i >= 0; i--) {
            Reading reading = readings.get(i);
            rows.add(RowFactory.create(
                    reading.sensor().value(), java.sql.Timestamp.from(reading.time()), reading.value()));
        }
        rows.add(RowFactory.create("m-0", null, 1.0));
        StructType schema = new StructType()
                .add("meter", DataTypes.StringType)
                .add("at", DataTypes.TimestampType)
                .add("kwh", DataTypes.DoubleType);
        try (SparkSession spark = session()) {
            spark.createDataFrame(rows, schema).repartition(3).write().parquet(path("readings.parquet"));
        }
    }

    @Test
    void shouldMakeTheBundlesOfTheSharedJobAndTakeThemOver() throws IOException {
        // given
        writeParquet();
        String[] parquet = {
            "--input",
            path("readings.parquet"),
            "--sensor-column",
            "meter",
            "--time-column",
            "at",
            "--value-column",
            "kwh",
            "--groups",
            "hash",
            "--group-size",
            "3",
            "--resume"
        };

        // when
        int status = train("models", parquet);

        // then
        assertThat(status).as(err.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8))
                .contains(
                        "2,880 readings of 6 sensors in ",
                        "not used: row (m-0, null, 1.0): there is no time",
                        "wrote ");
        Path models = directory.resolve("models");
        assertThat(SampleReadings.bundles(models))
                .hasSizeGreaterThan(2)
                .isEqualTo(sample.expected(models, recipe, 3, "auto"));
        assertThat(SampleReadings.files(models, ".report.html"))
                .hasSameSizeAs(SampleReadings.bundles(models).keySet());
        assertThat(SampleReadings.files(models, ".tmp")).isEmpty();
        assertThat(Files.readString(models.resolve("groups.json"))).contains("foreflow-groups/1");

        // when: a bundle is lost, and the same readings come as CSV
        sample.writeCsv(directory.resolve("readings.csv"));
        Path lost = SampleReadings.files(models, ".bundle").get(0);
        byte[] before = Files.readAllBytes(lost);
        Files.delete(lost);
        int again = train(
                "models",
                "--input",
                path("readings.csv"),
                "--format",
                "csv",
                "--groups",
                "hash",
                "--group-size",
                "3",
                "--resume");

        // then: it alone is trained again, to the same bytes
        assertThat(again).as(err.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8).lines().filter(line -> line.endsWith(" (was there)")))
                .hasSize(SampleReadings.bundles(models).size() - 1);
        assertThat(out.toString(UTF_8)).contains(lost.getFileName() + " is missing or has changed");
        assertThat(Files.readAllBytes(lost)).isEqualTo(before);

        // when, then: a folder with a training is not begun anew
        assertThat(train("models", "--input", path("readings.csv"), "--format", "csv", "--groups", "hash"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("has a training already; go on with it with --resume");
    }

    @Test
    void shouldSayWhatIsWrongBeforeAnythingIsTrained() throws IOException {
        // given
        sample.writeCsv(directory.resolve("readings.csv"));
        Files.writeString(directory.resolve("empty.csv"), "sensor,time,value\n");
        String[] csv = {"--format", "csv", "--input", path("readings.csv")};

        // when, then
        assertThat(train("a", "--format", "csv", "--input", path("empty.csv"), "--groups", "hash"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("there is no reading in the input");
        assertThat(train(
                        "b",
                        csv[0],
                        csv[1],
                        csv[2],
                        csv[3],
                        "--group",
                        "none=x-*",
                        "--group",
                        "few=m-1",
                        "--group",
                        "few=m-2"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("group none=x-* matches no sensor", "group few is given twice; give each pattern a name");
        assertThat(train(
                        "c",
                        csv[0],
                        csv[1],
                        csv[2],
                        csv[3],
                        "--group",
                        "one=m-[*",
                        "--group",
                        "all=m-*",
                        "--group",
                        "two=m-2"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("two=m-2 has no sensor left");
        assertThat(train(
                        "d",
                        csv[0],
                        csv[1],
                        csv[2],
                        csv[3],
                        "--groups",
                        "hash",
                        "--sensor-column",
                        "meter",
                        "--covariates",
                        "rain"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains(
                        "there is no column meter (--sensor-column); the columns are sensor, time, value",
                        "there is no column rain (--covariates)");
        assertThat(train("e", "--input", path("nothing.parquet"), "--groups", "hash"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("nothing.parquet cannot be read as parquet");
        assertThat(train("f", "--groups", "hash")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("there are no readings: give --input PATH or --topic TOPIC");
        for (String folder : List.of("a", "b", "c", "d", "e", "f")) {
            assertThat(SampleReadings.files(directory.resolve(folder), ".bundle"))
                    .isEmpty();
        }
    }

    @Test
    void shouldTellWhichGroupFailedAndFinishTheOthers() throws IOException {
        // given: the shared model has too little data, because no sensor has
        SampleReadings few = new SampleReadings(2, 1);
        few.writeCsv(directory.resolve("few.csv"));

        // when
        int status =
                train("models", "--format", "csv", "--input", path("few.csv"), "--groups", "hash", "--group-size", "1");

        // then
        assertThat(status).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("(shared): failed", "left out: ", "no training window: m-");
        assertThat(err.toString(UTF_8))
                .contains("there is too little data for the shared model: ", "The other groups are done");
        assertThat(directory.resolve("models/groups.json")).doesNotExist();
    }
}
