package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorShare;
import io.foreflow.training.group.GroupFolder;
import io.foreflow.training.group.GroupShard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in groups from a file. */
class GroupedTrainingTest {
    private static final LocalDateTime START = LocalDateTime.parse("2023-05-01T00:00");
    private static final String VERSION = "20260101T000000Z";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int HOURS = 24 * 20;
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

    private String recipe = "";

    @BeforeEach
    void writeFiles() throws IOException {
        // given: nine sensors of the north and three of the south
        recipe = Files.writeString(directory.resolve("tiny.yaml"), TINY).toString();
        List<String> sensors = Stream.concat(
                        IntStream.range(0, 9).mapToObj(i -> "n-" + i),
                        IntStream.range(0, 3).mapToObj(i -> "s-" + i))
                .toList();
        Files.writeString(directory.resolve("readings.csv"), rows(sensors, HOURS));
    }

    private static String rows(List<String> sensors, int hours) {
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        List<Random> noise =
                sensors.stream().map(sensor -> new Random(sensor.hashCode())).toList();
        for (int hour = 0; hour < hours; hour++) {
            for (int i = 0; i < sensors.size(); i++) {
                double value = 50
                        + 10 * i
                        + 20 * Math.sin(2 * Math.PI * hour / 24)
                        + noise.get(i).nextInt(100) / 20.0;
                rows.append(sensors.get(i))
                        .append(',')
                        .append(START.plusHours(hour))
                        .append(',')
                        .append(value)
                        .append('\n');
            }
        }
        return rows.toString();
    }

    @Test
    void shouldTrainEachGroupAsIfItsSensorsHadBeenAlone() throws IOException {
        // when
        TestTerminal grouped = train("out", "--groups", "hash", "--group-size", "5", "--json");

        // then: a list of all models, each with its bundle and report
        JsonNode groups = groups("out");
        assertThat(groups.at("/format").asText()).isEqualTo("foreflow-groups/1");
        assertThat(groups.at("/name").asText()).isEqualTo("traffic");
        assertThat(groups.at("/version").asText()).isEqualTo(VERSION);
        assertThat(groups.at("/groups")).hasSizeGreaterThan(3);
        JsonNode shared = groups.at("/groups").get(groups.at("/groups").size() - 1);
        assertThat(shared.at("/model").asText()).isEqualTo("traffic");
        assertThat(shared.at("/sensors").asText()).isEqualTo("*");
        assertThat(shared.has("share")).isFalse();
        assertThat(shared.at("/sensorCount").asInt()).isEqualTo(5);
        for (JsonNode group : groups.at("/groups")) {
            String bundle = group.at("/bundle").asText();
            assertThat(bundle).isEqualTo(group.at("/model").asText() + "-" + VERSION + ".bundle");
            assertThat(directory.resolve("out").resolve(bundle.replace(".bundle", ".report.html")))
                    .exists();
            assertThat(group.at("/sha256").asText()).isEqualTo(GroupFolder.sha256(bytes("out", bundle)));
            assertThat(group.at("/gate/summary").asText()).contains("MASE");
            assertThat(group.at("/gate/passes").isBoolean()).isTrue();
        }
        assertThat(grouped.err()).containsSubsequence("SENSOR", "n-0", "12 sensors in ", "GROUP", "(shared)", "wrote ");
        assertThat(new ObjectMapper().readTree(grouped.out()).at("/complete").asBoolean())
                .isTrue();

        // then: the same bytes as of a file with the group's sensors alone
        JsonNode first = groups.at("/groups/0");
        SensorShare share = new SensorShare(first.at("/share").asText());
        Files.writeString(directory.resolve("alone.csv"), reduced(sensor -> share.contains(SensorId.of(sensor))));
        TestTerminal alone = terminal();
        int exit = alone.run(
                "train",
                "--recipe",
                recipe,
                "--from",
                "alone.csv",
                "--name",
                first.at("/model").asText(),
                "--out",
                "alone.bundle");
        assertThat(exit).as(alone.err()).isZero();
        assertThat(Files.readAllBytes(directory.resolve("alone.bundle")))
                .isEqualTo(bytes("out", first.at("/bundle").asText()));
    }

    @Test
    void shouldTrainTheDefaultRecipeAlikeToo() throws IOException {
        // given: the south alone
        recipe = "default";
        Files.writeString(directory.resolve("alone.csv"), reduced(sensor -> sensor.startsWith("s")));

        // when
        train("out", "--group", "south=s-*", "--group-size", "3");
        int exit = terminal()
                .run(
                        "train",
                        "--recipe",
                        recipe,
                        "--from",
                        "alone.csv",
                        "--name",
                        "traffic.south",
                        "--out",
                        "a.bundle");

        // then
        assertThat(exit).isZero();
        assertThat(Files.readAllBytes(directory.resolve("a.bundle")))
                .isEqualTo(bytes("out", "traffic.south-" + VERSION + ".bundle"));
    }

    @Test
    void shouldKnowTheNeighboursOfAGroupThatAreInAnotherOne() throws IOException {
        // given
        Files.writeString(directory.resolve("foreflow.yaml"), "window: {neighbours: {s-0: n-1}}");
        Files.writeString(
                directory.resolve("alone.csv"), reduced(sensor -> sensor.startsWith("s") || sensor.equals("n-1")));

        // when
        train("out", "--group", "south=s-*", "--group", "north=n-*");
        TestTerminal alone = terminal();
        alone.run(
                "train",
                "--recipe",
                recipe,
                "--from",
                "alone.csv",
                "--group",
                "south=s-*",
                "--out",
                "alone",
                "--name",
                "traffic");

        // then
        assertThat(alone.err()).contains("3 sensors, ");
        assertThat(bytes("alone", "traffic.south-" + VERSION + ".bundle"))
                .isEqualTo(bytes("out", "traffic.south-" + VERSION + ".bundle"));
    }

    @Test
    void shouldNotTrainAgainWhatIsDoneAndGiveTheSameBytes() throws IOException {
        // given: a whole training, and one of which two groups, the table and a bundle got lost
        train("whole", "--groups", "hash", "--group-size", "5");
        Path part = directory.resolve("part");
        Files.createDirectories(part);
        try (Stream<Path> files = Files.list(directory.resolve("whole"))) {
            for (Path file : files.toList()) {
                Files.copy(file, part.resolve(file.getFileName()));
            }
        }
        List<String> models = new ArrayList<>();
        groups("whole")
                .at("/groups")
                .forEach(group -> models.add(group.at("/model").asText()));
        Files.delete(part.resolve("groups.json"));
        Files.delete(part.resolve(models.get(0) + "-" + VERSION + ".group.json"));
        Files.write(part.resolve(models.get(1) + "-" + VERSION + ".bundle"), new byte[] {1, 2, 3});

        // when: later
        TestTerminal resumed = terminal(NOW.plusSeconds(5_000));
        int exit = resumed.run(arguments("part", "--groups", "hash", "--group-size", "5", "--resume"));

        // then
        assertThat(exit).as(resumed.err()).isZero();
        assertThat(resumed.err())
                .contains("; 2 to train, " + (models.size() - 2) + " done")
                .contains(models.get(1) + " is trained again: ");
        assertThat(bundles("part")).isEqualTo(bundles("whole"));
        assertThat(groups("part")).isEqualTo(groups("whole"));
    }

    @Test
    void shouldTrainAgainWhatHasOtherReadings() throws IOException {
        // given
        train("out", "--group", "south=s-*", "--group", "north=n-*", "--group-size", "9");
        byte[] south = bytes("out", "traffic.south-" + VERSION + ".bundle");
        byte[] north = bytes("out", "traffic.north-" + VERSION + ".bundle");
        String changed = Files.readString(directory.resolve("readings.csv"))
                .replaceFirst("s-2,2023-05-15T03:00,[0-9.]+", "s-2,2023-05-15T03:00,99");
        Files.writeString(directory.resolve("readings.csv"), changed);

        // when
        TestTerminal resumed =
                train("out", "--group", "south=s-*", "--group", "north=n-*", "--group-size", "9", "--resume");

        // then: the south, and the shared model that sees a sensor of it
        assertThat(resumed.err())
                .contains("traffic.south is trained again: its readings, configuration or recipe have changed")
                .doesNotContain("traffic.north is trained");
        assertThat(bytes("out", "traffic.south-" + VERSION + ".bundle")).isNotEqualTo(south);
        assertThat(bytes("out", "traffic.north-" + VERSION + ".bundle")).isEqualTo(north);
    }

    @Test
    void shouldDealGroupsOutToShardsAndJoinThem() throws IOException {
        // given
        train("whole", "--groups", "hash", "--group-size", "5");

        // when
        TestTerminal first = train("shards", "--groups", "hash", "--group-size", "5", "--shard", "1/2");
        assertThat(directory.resolve("shards/groups.json")).doesNotExist();
        TestTerminal last = train("shards", "--groups", "hash", "--group-size", "5", "--shard", "0/2");

        // then: the one that ends last writes the list
        assertThat(first.out()).contains("another shard", " groups are left to other shards; ");
        assertThat(last.out()).contains("groups.json").doesNotContain("another shard");
        assertThat(bundles("shards")).isEqualTo(bundles("whole"));
        assertThat(groups("shards")).isEqualTo(groups("whole"));

        // then: so does a run without a shard, which finds everything there
        Files.delete(directory.resolve("shards/groups.json"));
        TestTerminal joined = train("shards", "--groups", "hash", "--group-size", "5", "--resume");
        assertThat(joined.err()).contains("; 0 to train, ");
        assertThat(groups("shards")).isEqualTo(groups("whole"));
    }

    @Test
    void shouldKeepASecondTrainingOutOfTheFolder() throws IOException {
        // given: another shard, which does not disturb, and the same one, which does
        TestTerminal same = terminal();
        TestTerminal whole = terminal();
        TestTerminal other = terminal();
        int refused;
        int refusedWhole;
        int allowed;
        try (GroupFolder held = GroupFolder.open(directory.resolve("out"), GroupShard.parse("0/2"), note -> {})) {
            // when
            refused = same.run(arguments("out", "--groups", "hash", "--shard", "0/2"));
            refusedWhole = whole.run(arguments("out", "--groups", "hash"));
            allowed = other.run(arguments("out", "--groups", "hash", "--shard", "1/2"));
        }

        // then
        assertThat(refused).isEqualTo(1);
        assertThat(same.err())
                .contains("foreflow: another training writes to ", ", shard 0/2; wait until it has ended");
        assertThat(refusedWhole).isEqualTo(1);
        assertThat(whole.err()).contains("foreflow: another training writes to ");
        assertThat(allowed).as(other.err()).isZero();
    }

    @Test
    void shouldNotMixTwoTrainings() throws IOException {
        // given
        train("out", "--group", "south=s-*");

        // then
        assertThat(failure("out", "--group", "south=s-*"))
                .contains("has a training already; go on with it with --resume");
        assertThat(failure("out", "--group", "south=s-*", "--resume", "--name", "other"))
                .contains("is of the model traffic, not other; give another folder with --out");
        recipe = "dense";
        assertThat(failure("out", "--group", "south=s-*", "--resume")).contains(", not dense; give another folder");
    }

    @Test
    void shouldLeaveOutAGroupWithTooLittleDataAndSayWhy() throws IOException {
        // given: a sensor of a day, and one of four days
        Files.writeString(
                directory.resolve("readings.csv"),
                Files.readString(directory.resolve("readings.csv"))
                        + rows(List.of("day"), 24).lines().skip(1).collect(Collectors.joining("\n", "", "\n"))
                        + rows(List.of("days"), 60).lines().skip(1).collect(Collectors.joining("\n", "", "\n")));

        // when
        TestTerminal terminal = train("out", "--group", "one=day", "--group", "few=days", "--group", "north=n-*");

        // then
        assertThat(terminal.out())
                .contains("left out: one: there are no training windows; ")
                .contains("left out: few: ", ". The shared model serves its sensors");
        assertThat(terminal.err()).contains("no training window: day: its longest stretch without a gap");
        List<String> models = new ArrayList<>();
        groups("out")
                .at("/groups")
                .forEach(group -> models.add(group.at("/model").asText()));
        assertThat(models).containsExactly("traffic.north", "traffic");

        // then: it stays left out
        assertThat(train("out", "--group", "one=day", "--group", "few=days", "--group", "north=n-*", "--resume")
                        .err())
                .contains("; 0 to train, 4 done");
    }

    @Test
    void shouldRefuseAtOnceWhenThereIsTooLittleForTheSharedModel() throws IOException {
        // given
        Files.writeString(directory.resolve("readings.csv"), rows(List.of("a", "b", "c"), 24));

        // then
        assertThat(failure("out", "--groups", "hash", "--group-size", "2"))
                .contains("foreflow: there is too little data for the shared model: there are no training windows");
    }

    @Test
    void shouldTellAllProblemsOfGroupsBeforeAnythingIsTrained() throws IOException {
        // given
        Files.writeString(directory.resolve("groups.csv"), "sensor,group\nn-1,North\nn-1,x\nz,y\n");

        // then
        assertThat(failure("out", "--group", "a=n-*", "--group", "b=*-1", "--group", "c=x*"))
                .contains(
                        "the groups cannot be used:",
                        "sensor n-1 matches a=n-* and b=*-1",
                        "group c=x* matches no sensor")
                .doesNotContain("to train");
        assertThat(failure("out2", "--groups", "groups.csv"))
                .contains(
                        "groups.csv, line 3: the sensor n-1 is in the file already, in group North",
                        "group North: a name",
                        "group y has no sensor with a reading");
        assertThat(failure("out3", "--groups", "none.csv")).contains("none.csv does not exist");
    }

    @Test
    void shouldAssignByATable() throws IOException {
        // given
        Files.writeString(directory.resolve("groups.csv"), "group,sensor\neast,n-1\neast,s-1\nwest,n-2\nwest,new\n");

        // when
        train("out", "--groups", "groups.csv");

        // then
        JsonNode west = groups("out").at("/groups/1");
        assertThat(west.at("/model").asText()).isEqualTo("traffic.west");
        assertThat(west.at("/in").toString()).isEqualTo("[\"n-2\",\"new\"]");
        assertThat(west.has("sensors")).isFalse();
        assertThat(west.at("/sensorCount").asInt()).isEqualTo(1);
        assertThat(Bundles.read(bytes("out", "traffic.east-" + VERSION + ".bundle"))
                        .card()
                        .fit()
                        .sensors())
                .isEqualTo(2);
    }

    @Test
    void shouldRefuseOptionsThatContradictEachOther() {
        assertThat(wrongUsage("--groups", "hash", "--group", "a=b"))
                .contains("--groups and --group exclude each other");
        assertThat(wrongUsage("--groups", "hash", "--shard", "2/2")).contains("shard (2/2) must be from 0/N to N-1/N");
        assertThat(wrongUsage("--groups", "hash", "--shard", "x")).contains("must be of the form I/N");
        assertThat(wrongUsage("--groups", "hash", "--group-size", "0")).contains("--group-size (0) must be at least 1");
        assertThat(wrongUsage("--group", "north")).contains("--group (north) must be of the form NAME=PATTERN");
        assertThat(wrongUsage("--group", "north=")).contains("--group (north=): a pattern of sensors");
        assertThat(wrongUsage("--resume")).contains("--resume says nothing without --groups or --group");
        assertThat(wrongUsage("--groups", "hash", "--publish", "--as", "challenger"))
                .contains("--as is for one model; groups become champions");
        TestTerminal without = terminal();
        assertThat(without.run("train", "--recipe", recipe, "--from", "readings.csv", "--groups", "hash"))
                .isEqualTo(2);
        assertThat(without.err()).contains("groups are written to a folder; give it with --out");
    }

    @Test
    void shouldSayWhatIsLeftOutWithoutGroups() throws IOException {
        // given: more sensors than get hourly regressions
        recipe = "default";
        List<String> sensors =
                IntStream.rangeClosed(1, 51).mapToObj(i -> "x-" + i).toList();
        Files.writeString(directory.resolve("many.csv"), rows(sensors, 24 * 6));
        TestTerminal terminal = terminal();

        // when
        int exit = terminal.run("train", "--recipe", recipe, "--from", "many.csv", "--out", "m.bundle", "--json");

        // then
        assertThat(exit).as(terminal.err()).isZero();
        assertThat(terminal.err())
                .contains("note: 51 sensors: hourly regressions are left out (at most 50); train in groups with"
                        + " foreflow train --groups hash");
        assertThat(new ObjectMapper().readTree(terminal.out()).at("/limits/0").asText())
                .isEqualTo("51 sensors: hourly regressions are left out (at most 50)");
        assertThat(Files.readString(directory.resolve("m.report.html")))
                .contains("51 sensors: hourly regressions are left out");
    }

    private TestTerminal train(String folder, String... more) {
        TestTerminal terminal = terminal();
        int exit = terminal.run(arguments(folder, more));
        assertThat(exit).as(terminal.err()).isZero();
        return terminal;
    }

    private String failure(String folder, String... more) {
        TestTerminal terminal = terminal();
        assertThat(terminal.run(arguments(folder, more))).as(terminal.err()).isEqualTo(1);
        return terminal.err();
    }

    private String wrongUsage(String... more) {
        TestTerminal terminal = terminal();
        assertThat(terminal.run(arguments("out", more))).as(terminal.err()).isEqualTo(2);
        return terminal.err();
    }

    private TestTerminal terminal() {
        return terminal(NOW);
    }

    private TestTerminal terminal(Instant now) {
        return new TestTerminal(directory, Map.of(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private String[] arguments(String folder, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("train", "--recipe", recipe, "--from", "readings.csv", "--out", folder));
        if (!List.of(more).contains("--name")) {
            arguments.addAll(List.of("--name", "traffic"));
        }
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(new String[0]);
    }

    private String reduced(Predicate<String> sensors) throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("readings.csv"))) {
            return lines.filter(
                            line -> line.startsWith("sensor_id") || sensors.test(line.substring(0, line.indexOf(','))))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }

    private JsonNode groups(String folder) throws IOException {
        return new ObjectMapper()
                .readTree(directory.resolve(folder).resolve("groups.json").toFile());
    }

    private byte[] bytes(String folder, String file) throws IOException {
        return Files.readAllBytes(directory.resolve(folder).resolve(file));
    }

    private Map<String, String> bundles(String folder) throws IOException {
        Map<String, String> bundles = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".bundle")).toList()) {
                bundles.put(String.valueOf(file.getFileName()), GroupFolder.sha256(Files.readAllBytes(file)));
            }
        }
        return bundles;
    }
}
