package io.foreflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.spark.ReadingsInput.TableInput;
import io.foreflow.spark.ReadingsInput.TopicInput;
import io.foreflow.training.group.GroupFolder.GroupRun;
import io.foreflow.training.job.FailedTrainingException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SparkOptionsTest {
    static WindowOptions windows() {
        return new WindowOptions(Duration.ofHours(1), 6, 24, "UTC", "auto", "");
    }

    static GroupRun run(String recipe) {
        return new GroupRun(new ModelRef("default", "20260101T000000Z"), Instant.parse("2026-01-01T00:00:00Z"), recipe);
    }

    private static SparkOptions parse(String... arguments) {
        return SparkOptions.parse(List.of(arguments));
    }

    @Test
    void shouldHaveTheDefaultsOfTheCommand() {
        // when
        SparkOptions options = parse("--input", "r.parquet", "--groups=hash", "--recipe", "default", "--out", "models");

        // then
        assertThat(options.input())
                .isEqualTo(
                        new TableInput(List.of("r.parquet"), "parquet", new ReadingColumns("sensor", "time", "value")));
        assertThat(options.groups().table()).isEqualTo("hash");
        assertThat(options.groups().size()).isEqualTo(50);
        assertThat(options.windows()).isEqualTo(windows());
        assertThat(options.model()).isEqualTo("default");
        assertThat(options.out()).isEqualTo(Path.of("models").toAbsolutePath());
        assertThat(options.resume()).isFalse();
    }

    @Test
    void shouldTakeATopicAndPatterns() {
        // when
        SparkOptions options = parse(
                "--topic",
                "readings",
                "--bootstrap-servers",
                "b:9092",
                "--kafka",
                "security.protocol=SSL",
                "--group",
                "north=n-*",
                "--group",
                "rest=*",
                "--group-size",
                "7",
                "--recipe",
                "default",
                "--out",
                "/models",
                "--step",
                "15m",
                "--zone",
                "Europe/Berlin",
                "--covariates",
                "rain, wind",
                "--resume");

        // then
        assertThat(options.input())
                .isEqualTo(
                        new TopicInput("readings", Map.of("bootstrap.servers", "b:9092", "security.protocol", "SSL")));
        assertThat(options.groups().patterns()).extracting(Object::toString).containsExactly("north=n-*", "rest=*");
        assertThat(options.groups().size()).isEqualTo(7);
        assertThat(options.windows().windowing().shape().step().duration()).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.windows().windowing().covariates()).containsExactly("rain", "wind");
        assertThat(options.resume()).isTrue();
    }

    @Test
    void shouldTellAllProblemsAtOnce() {
        assertThatThrownBy(() -> parse(
                        "--topic",
                        "t",
                        "--format",
                        "csv",
                        "--group",
                        "north",
                        "--groups",
                        "hash",
                        "--group-size",
                        "0",
                        "--zone",
                        "Mars",
                        "--step",
                        "soon",
                        "--name",
                        "No Name",
                        "--holidays",
                        "XX",
                        "--shard",
                        "--history",
                        "six"))
                .isInstanceOf(FailedTrainingException.class)
                .hasMessageContainingAll(
                        "unknown option --shard",
                        "--format says nothing without --input",
                        "--bootstrap-servers is missing; --topic needs it",
                        "--group (north) must be of the form NAME=PATTERN",
                        "--groups and --group exclude each other",
                        "--group-size (0) must be a number of at least 1",
                        "--history (six) must be a number of at least 1",
                        "--zone (Mars) must be a time zone",
                        "--step (soon) must be a duration",
                        "--holidays (XX) must be a country",
                        "--recipe is missing",
                        "--name: model name (No Name)",
                        "--out is missing");
    }

    @Test
    void shouldRefuseAWindowThatCannotBeAndARecipeThatIsNotThere() {
        String[] rest = {"--input", "r", "--groups", "hash", "--out", "o"};
        assertThatThrownBy(() -> parse(
                        rest[0], rest[1], rest[2], rest[3], rest[4], rest[5], "--recipe", "default", "--step", "7m"))
                .hasMessageContaining("step");
        assertThatThrownBy(() -> parse(rest[0], rest[1], rest[2], rest[3], rest[4], rest[5], "--recipe", "none.yaml"))
                .hasMessageContaining("none.yaml");
        assertThatThrownBy(() -> parse("--input")).hasMessageContaining("--input needs a value");
        assertThatThrownBy(() -> parse("--out", "a", "--out", "b")).hasMessageContaining("--out is given 2 times");
    }
}
