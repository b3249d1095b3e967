package io.foreflow.spark;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.data.CovariateChoice;
import io.foreflow.training.data.ReadingStore;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.group.GroupFolder;
import io.foreflow.training.group.GroupFolder.GroupRun;
import io.foreflow.training.group.GroupJob;
import io.foreflow.training.group.GroupPlan;
import io.foreflow.training.group.GroupShard;
import io.foreflow.training.group.GroupTraining;
import io.foreflow.training.group.GroupTraining.TrainedGroup;
import io.foreflow.training.group.SensorGroup;
import io.foreflow.training.job.SoftwareVersion;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Readings of some sensors, and what the shared job makes of them in this process. */
final class SampleReadings {
    static final Instant START = Instant.parse("2023-05-01T00:00:00Z");

    private final List<Reading> readings = new ArrayList<>();

    /** Creates hourly readings of the sensors m-0, m-1 and so on, in the order of time. */
    SampleReadings(int sensors, int days) {
        for (int hour = 0; hour < 24 * days; hour++) {
            for (int sensor = 0; sensor < sensors; sensor++) {
                double value = 50 + (7 * sensor + hour) % 24 + (hour * hour + sensor) % 5 / 4.0;
                readings.add(Reading.of(SensorId.of("m-" + sensor), START.plusSeconds(3600L * hour), value));
            }
        }
    }

    List<Reading> readings() {
        return readings;
    }

    void writeCsv(Path file) throws IOException {
        StringBuilder rows = new StringBuilder("sensor,time,value\n");
        readings.forEach(reading -> rows.append(reading.sensor())
                .append(',')
                .append(reading.time())
                .append(',')
                .append(reading.value())
                .append('\n'));
        Files.writeString(file, rows);
    }

    /** Returns the SHA-256 of each bundle that the shared job makes for the run in a folder. */
    Map<String, String> expected(Path folder, String recipe, int groupSize, String holidays) throws IOException {
        WindowOptions windows = new WindowOptions(Duration.ofHours(1), 6, 24, "UTC", holidays, "");
        WindowerConfig windowing = windows.windowing();
        GroupRun run;
        try (GroupFolder open = GroupFolder.open(folder, GroupShard.WHOLE, note -> {})) {
            run = open.run(true, SparkOptionsTest.run(recipe));
        }
        ReadingStore store = new ReadingStore();
        readings.forEach(reading -> store.add(reading, run.created()));
        TrainingReadings all = TrainingReadings.ofTable(windowing, store, run.created());
        GroupJob job = new GroupJob(
                run,
                RecipeChoice.find(recipe, windowing.shape()),
                CovariateChoice.AS_CONFIGURED,
                SoftwareVersion.number());
        Map<String, String> bundles = new TreeMap<>();
        for (SensorGroup group : GroupPlan.byHash(all.sensors(), groupSize).groups()) {
            GroupTraining training =
                    job.train(group, all.windows(group.sensors()).windows(), TrainingListener.SILENT);
            if (training instanceof TrainedGroup trained) {
                bundles.put(
                        job.ref(group).name() + "-" + run.ref().version() + ".bundle",
                        GroupFolder.sha256(Bundles.write(trained.result().bundle())));
            }
        }
        return bundles;
    }

    /** Returns the SHA-256 of each bundle in a folder. */
    static Map<String, String> bundles(Path folder) throws IOException {
        Map<String, String> bundles = new TreeMap<>();
        for (Path file : files(folder, ".bundle")) {
            bundles.put(String.valueOf(file.getFileName()), GroupFolder.sha256(Files.readAllBytes(file)));
        }
        return bundles;
    }

    static List<Path> files(Path folder, String suffix) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }
}
