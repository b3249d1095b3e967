package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.GroupProgress;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.group.GroupFolder;
import io.foreflow.training.group.GroupFolder.GroupRun;
import io.foreflow.training.group.GroupJob;
import io.foreflow.training.group.GroupManifest;
import io.foreflow.training.group.GroupOutcome;
import io.foreflow.training.group.GroupOutcome.BundleFacts;
import io.foreflow.training.group.GroupPlan;
import io.foreflow.training.group.GroupTraining;
import io.foreflow.training.group.GroupTraining.TrainedGroup;
import io.foreflow.training.group.SensorGroup;
import io.foreflow.training.job.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Trains the groups of a plan one after the other. Only the windows of the group at hand are in memory. Each group
 * leaves its bundle, its report and its outcome in the folder before the next one begins, so that a run that is killed
 * can be resumed.
 */
final class GroupRunner {
    private final Environment environment;
    private final GroupOptions options;
    private final RecipeChoice recipe;
    private final CovariatesOption covariates;
    private final GroupFolder folder;
    private final boolean json;
    private final WindowsOptions.UnusedRows unused;
    private final Map<SensorId, String> without = new TreeMap<>();

    /** A group of the plan with its model, and what became of it as far as known. */
    private static final class PlannedGroup {
        private final int place;
        private final SensorGroup group;
        private final ModelRef ref;
        private final String digest;
        private @Nullable GroupOutcome outcome;

        PlannedGroup(int place, SensorGroup group, ModelRef ref, String digest) {
            this.place = place;
            this.group = group;
            this.ref = ref;
            this.digest = digest;
        }

        Optional<GroupOutcome> outcome() {
            return Optional.ofNullable(outcome);
        }
    }

    /** Waits until readings can be read, and reads them. */
    interface ReadingsSource {
        void await() throws InterruptedException;

        /** @param moment time of arrival of a file's readings, and of the last ones on a topic */
        TrainingReadings read(Instant moment) throws IOException;
    }

    /** @param folder folder of the training, locked */
    GroupRunner(
            Environment environment,
            GroupOptions options,
            RecipeChoice recipe,
            CovariatesOption covariates,
            GroupFolder folder,
            boolean json) {
        this.environment = environment;
        this.options = options;
        this.recipe = recipe;
        this.covariates = covariates;
        this.folder = folder;
        this.json = json;
        this.unused = new WindowsOptions.UnusedRows(environment);
    }

    /**
     * Trains what is not done yet.
     *
     * @param name name of the shared model
     * @return true if all groups are done, so that the folder can be published; false if other shards have some left
     * @throws io.foreflow.training.job.FailedTrainingException if the groups cannot be used, or if there is too little data for the shared model
     */
    boolean run(String name, ReadingsSource source) throws IOException, InterruptedException {
        Instant started = environment.clock().instant();
        source.await();
        Instant now = environment.clock().instant();
        GroupRun run = folder.run(options.joins(), new GroupRun(Provenance.ref(name, now), now, recipe.name()));
        TrainingReadings readings = source.read(run.created());
        GroupPlan plan = options.rules().plan(readings.sensors(), environment.directory());
        GroupJob job = new GroupJob(run, recipe, covariates.choice(), Version.number());
        List<PlannedGroup> members = members(plan, job, readings);
        List<PlannedGroup> open = new ArrayList<>();
        for (PlannedGroup member : members) {
            member.outcome = folder.outcome(member.ref, member.digest).orElse(null);
            if (member.outcome == null && options.shard().has(member.place)) {
                open.add(member);
            }
        }
        long done = members.stream().filter(member -> member.outcome != null).count();
        environment
                .err()
                .printf(
                        Locale.ROOT,
                        "%,d sensors in %,d groups; %s to train, %,d done%n",
                        readings.sensors().size(),
                        members.size(),
                        open.size(),
                        done);
        // Without the shared model nothing can be used, so it comes first.
        open.sort(Comparator.comparing(member -> !member.group.isShared()));
        train(open, job, readings);
        return report(run, members, started);
    }

    private static List<PlannedGroup> members(GroupPlan plan, GroupJob job, TrainingReadings readings) {
        List<PlannedGroup> members = new ArrayList<>();
        for (SensorGroup group : plan.groups()) {
            members.add(new PlannedGroup(members.size(), group, job.ref(group), job.digest(group, readings)));
        }
        return members;
    }

    private void train(List<PlannedGroup> open, GroupJob job, TrainingReadings readings) throws IOException {
        long all = open.stream()
                .mapToLong(member -> readings.count(member.group.sensors()))
                .sum();
        try (unused;
                GroupProgress progress = new GroupProgress(environment, all)) {
            for (int i = 0; i < open.size(); i++) {
                PlannedGroup member = open.get(i);
                progress.begin(
                        member.group.label() + " (" + (i + 1) + " of " + open.size() + ")",
                        readings.count(member.group.sensors()));
                member.outcome = train(member, job, windows(member, readings), progress);
                progress.end();
            }
            progress.finish();
        }
        DataReport.lines("no training window", without).forEach(environment.err()::println);
    }

    private List<TrainingWindow> windows(PlannedGroup member, TrainingReadings readings) {
        TrainingReadings.OfSensors made = readings.windows(member.group.sensors());
        made.rejected().forEach(unused::tell);
        without.putAll(made.without());
        return made.windows();
    }

    /** Trains a group and writes its bundle, report and outcome. */
    private GroupOutcome train(PlannedGroup member, GroupJob job, List<TrainingWindow> windows, GroupProgress progress)
            throws IOException {
        Instant started = environment.clock().instant();
        GroupTraining training = job.train(member.group, windows, progress);
        if (environment.interruption().isWished()) {
            throw new InterruptedByUserException();
        }
        double seconds =
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0;
        GroupOutcome outcome = folder.keep(member.ref, member.digest, training, seconds);
        if (training instanceof TrainedGroup trained) {
            environment
                    .err()
                    .printf(
                            Locale.ROOT,
                            "%s: %,d sensors, %,d windows, %s%n",
                            member.group.label(),
                            trained.result().data().sensors().size(),
                            trained.result().data().windows(),
                            trained.verdict().summary());
        }
        return outcome;
    }

    private boolean report(GroupRun run, List<PlannedGroup> members, Instant started) throws IOException {
        List<PlannedGroup> missing =
                members.stream().filter(member -> member.outcome == null).toList();
        PrintStream text = json ? environment.err() : environment.out();
        text.print(table(members));
        members.forEach(member -> member.outcome()
                .flatMap(GroupOutcome::leftOut)
                .ifPresent(reason -> text.println("left out: " + member.group.label() + ": " + reason
                        + ". The shared model serves its sensors")));
        ObjectNode node = json(run, members);
        if (missing.isEmpty()) {
            GroupManifest manifest = new GroupManifest(run);
            members.forEach(member -> member.outcome()
                    .flatMap(GroupOutcome::bundle)
                    .ifPresent(bundle -> manifest.add(member.group, bundle)));
            text.println("wrote " + folder.finish(manifest.json()));
        } else {
            text.printf(
                    Locale.ROOT,
                    "%,d groups are left to other shards; the one that ends last writes groups.json, and so does --resume"
                            + " without --shard%n",
                    missing.size());
        }
        node.put(
                "seconds",
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0);
        if (json) {
            environment.out().println(node);
        }
        return missing.isEmpty();
    }

    private static TextTable table(List<PlannedGroup> members) {
        TextTable table = new TextTable("GROUP", "SENSORS", "WINDOWS", "MASE", "BASELINE", "BEST", "GATE");
        for (PlannedGroup member : members) {
            String sensors =
                    String.format(Locale.ROOT, "%,d", member.group.sensors().size());
            Optional<BundleFacts> bundle = member.outcome().flatMap(GroupOutcome::bundle);
            if (bundle.isPresent()) {
                BundleFacts facts = bundle.get();
                table.row(
                        member.group.label(),
                        sensors,
                        String.format(Locale.ROOT, "%,d", facts.windows()),
                        Training.number(facts.mase()),
                        Training.number(facts.baselineMase()),
                        facts.baseline(),
                        facts.passes() ? "passes" : "refuses");
            } else {
                table.row(
                        member.group.label(),
                        sensors,
                        "",
                        "",
                        "",
                        "",
                        member.outcome().isPresent() ? "left out" : "another shard");
            }
        }
        return table;
    }

    private ObjectNode json(GroupRun run, List<PlannedGroup> members) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("name", run.ref().name());
        node.put("version", run.ref().version());
        node.put("recipe", run.recipe());
        node.put("folder", folder.toString());
        node.put(
                "complete", members.stream().allMatch(member -> member.outcome().isPresent()));
        ArrayNode groups = node.putArray("groups");
        for (PlannedGroup member : members) {
            ObjectNode group = groups.addObject();
            group.put("group", member.group.name());
            group.put("model", member.ref.name());
            group.put("sensors", member.group.sensors().size());
            member.outcome().ifPresent(outcome -> group.setAll(outcome.json()));
        }
        return node;
    }
}
