package io.foreflow.spark;

import io.foreflow.training.data.CovariateChoice;
import io.foreflow.training.group.GroupFolder;
import io.foreflow.training.group.GroupFolder.GroupRun;
import io.foreflow.training.group.GroupManifest;
import io.foreflow.training.group.GroupOutcome;
import io.foreflow.training.group.GroupPlan;
import io.foreflow.training.group.GroupShard;
import io.foreflow.training.group.SensorGroup;
import io.foreflow.training.job.FailedTrainingException;
import io.foreflow.training.job.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Trains the groups of a plan on Spark, one task a group. */
final class SparkTraining {
    private final SparkSession spark;
    private final SparkOptions options;
    private final PrintStream out;

    SparkTraining(SparkSession spark, SparkOptions options, PrintStream out) {
        this.spark = spark;
        this.options = options;
        this.out = out;
    }

    /**
     * Trains all groups that are not done, and writes the list of all.
     *
     * @param now the time, for the version of a training that begins
     * @throws FailedTrainingException if there are no readings, if the groups cannot be used, or if a group failed; the
     *     other groups are done then
     */
    void run(Instant now) throws IOException {
        try (GroupFolder folder =
                GroupFolder.open(options.out(), GroupShard.WHOLE, note -> out.println("note: " + note))) {
            GroupRun run = folder.run(
                    options.resume(),
                    new GroupRun(
                            Provenance.ref(options.model(), now),
                            now,
                            options.recipe().name()));
            PartitionedReadings source =
                    PartitionedReadings.open(spark, options.input(), options.windows(), run.created());
            List<SensorGroup> groups = groups(source);
            List<GroupResult> results = train(source, run, groups);
            report(folder, run, groups, results);
        }
    }

    /** Counts the readings, and assigns their sensors to groups. */
    private List<SensorGroup> groups(PartitionedReadings source) throws IOException {
        InputSurvey survey = source.map(rows -> Stream.of(InputSurvey.of(rows)).iterator())
                .fold(InputSurvey.EMPTY, InputSurvey::plus);
        survey.examples().forEach(example -> out.println("not used: " + example));
        if (survey.unused() > survey.examples().size()) {
            out.printf(
                    Locale.ROOT,
                    "not used: %,d more%n",
                    survey.unused() - survey.examples().size());
        }
        if (survey.sensors().isEmpty()) {
            throw new FailedTrainingException("there is no reading in the input; groups need sensors");
        }
        CovariateChoice choice = options.windows().choice();
        List<String> missing = choice.missing(survey.covariates()::contains);
        if (!missing.isEmpty()) {
            throw new FailedTrainingException("--covariates: no reading has " + String.join(", ", missing));
        }
        GroupPlan plan = options.groups().plan(survey.ids(), Path.of("").toAbsolutePath());
        out.printf(
                Locale.ROOT,
                "%,d readings of %,d sensors in %,d groups%n",
                survey.readings(),
                survey.sensors().size(),
                plan.groups().size());
        return plan.groups();
    }

    private List<GroupResult> train(PartitionedReadings source, GroupRun run, List<SensorGroup> groups) {
        GroupTask task = GroupTask.of(options.out(), run, options.recipe(), options.windows(), groups);
        List<String> covariates = options.windows().windowing().covariates();
        Broadcast<Map<String, int[]>> places =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(GroupShuffle.places(groups));
        return source
                .map(rows -> new GroupShuffle.Packing(rows, places.value(), covariates))
                .mapToPair(block -> block)
                .partitionBy(new GroupShuffle.ByPlace(groups.size()))
                .mapPartitionsWithIndex(
                        (place, blocks) -> Stream.of(task.work(place, blocks)).iterator(), true)
                .collect()
                .stream()
                .sorted(Comparator.comparingInt(GroupResult::place))
                .toList();
    }

    private void report(GroupFolder folder, GroupRun run, List<SensorGroup> groups, List<GroupResult> results)
            throws IOException {
        GroupManifest manifest = new GroupManifest(run);
        for (GroupResult result : results) {
            SensorGroup group = groups.get(result.place());
            result.notes().forEach(note -> out.println(group.label() + ": " + note));
            if (result.failure() != null) {
                out.println(group.label() + ": failed");
                continue;
            }
            GroupOutcome outcome = result.toOutcome();
            outcome.leftOut()
                    .ifPresent(reason -> out.println(
                            "left out: " + group.label() + ": " + reason + ". The shared model serves its sensors"));
            outcome.bundle().ifPresent(bundle -> {
                manifest.add(group, bundle);
                out.printf(
                        Locale.ROOT,
                        "%s: %,d sensors, %,d windows, %s%s%n",
                        group.label(),
                        group.sensors().size(),
                        bundle.windows(),
                        bundle.summary(),
                        result.trained() ? "" : " (was there)");
            });
        }
        List<String> failures = results.stream()
                .filter(result -> result.failure() != null)
                .map(result -> String.valueOf(result.failure()))
                .distinct()
                .toList();
        if (!failures.isEmpty()) {
            throw new FailedTrainingException(String.join("\n", failures)
                    + "\nThe other groups are done; run it again with --resume once this is repaired.");
        }
        out.println("wrote " + folder.finish(manifest.json()));
    }
}
