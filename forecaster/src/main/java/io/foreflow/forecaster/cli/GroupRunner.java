package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.GroupFolder;
import io.foreflow.forecaster.offline.GroupFolder.GroupRun;
import io.foreflow.forecaster.offline.GroupManifest;
import io.foreflow.forecaster.offline.GroupOutcome;
import io.foreflow.forecaster.offline.GroupOutcome.BundleFacts;
import io.foreflow.forecaster.offline.GroupProgress;
import io.foreflow.forecaster.offline.RecipeChoice;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.offline.TrainingReadings;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.TooLittleDataException;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.gate.Gate;
import io.foreflow.training.group.GroupPlan;
import io.foreflow.training.group.SensorGroup;
import io.foreflow.training.job.TrainingResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
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
     * @throws CommandException if the groups cannot be used, or if there is too little data for the shared model
     */
    boolean run(String name, ReadingsSource source) throws IOException, InterruptedException {
        Instant started = environment.clock().instant();
        source.await();
        Instant now = environment.clock().instant();
        GroupRun run = folder.run(options.joins(), new GroupRun(Training.ref(name, now), now, recipe.name()));
        TrainingReadings readings = source.read(run.created());
        GroupPlan plan = options.plan(environment, readings.sensors());
        List<PlannedGroup> members = members(plan, run, readings);
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
        train(open, run, readings);
        return report(run, members, started);
    }

    private List<PlannedGroup> members(GroupPlan plan, GroupRun run, TrainingReadings readings) {
        List<PlannedGroup> members = new ArrayList<>();
        for (SensorGroup group : plan.groups()) {
            ModelRef ref;
            try {
                ref = new ModelRef(group.modelName(run.ref().name()), run.ref().version());
            } catch (IllegalArgumentException e) {
                throw new CommandException("group " + group.name() + ": " + e.getMessage(), e);
            }
            members.add(new PlannedGroup(members.size(), group, ref, digest(run, ref, group, readings)));
        }
        return members;
    }

    /** Returns the SHA-256, hex, of everything that a group's bundle follows from. */
    private String digest(GroupRun run, ModelRef ref, SensorGroup group, TrainingReadings readings) {
        MessageDigest digest = GroupFolder.newSha256();
        String facts = String.join(
                "\n", ref.toString(), run.created().toString(), Version.number(), recipe.text(), covariates.text(), "");
        digest.update(facts.getBytes(UTF_8));
        readings.digest(group.sensors(), digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    private void train(List<PlannedGroup> open, GroupRun run, TrainingReadings readings) throws IOException {
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
                member.outcome = train(member, run, windows(member, readings), progress);
                folder.done(member.ref, member.outcome);
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
        return covariates.reduce(made.windows());
    }

    /** Trains a group and writes its bundle and report. */
    private GroupOutcome train(PlannedGroup member, GroupRun run, List<TrainingWindow> windows, GroupProgress progress)
            throws IOException {
        Instant started = environment.clock().instant();
        TrainingResult result;
        try {
            result = recipe.train(windows, member.ref, run.created(), progress);
        } catch (CommandException e) {
            if (e.getCause() instanceof TooLittleDataException tooLittle) {
                return leftOut(member, String.valueOf(tooLittle.getMessage()));
            }
            throw new CommandException("group " + member.group.label() + ": " + e.getMessage(), e);
        }
        if (environment.interruption().isWished()) {
            throw new InterruptedByUserException();
        }
        Verdict verdict =
                new Gate(windows, result.data().cut()).judge(result.evaluation().evaluation());
        Path file = folder.file(TrainedFiles.fileName(member.ref));
        double seconds =
                Duration.between(started, environment.clock().instant()).toMillis() / 1000.0;
        new TrainedFiles(result, new WindowsOptions.WindowsSource(windows, Optional.empty()), file, seconds)
                .write(Optional.of(verdict));
        BundleFacts facts = facts(file, result, verdict);
        environment
                .err()
                .printf(
                        Locale.ROOT,
                        "%s: %,d sensors, %,d windows, %s%n",
                        member.group.label(),
                        result.data().sensors().size(),
                        facts.windows(),
                        facts.summary());
        return GroupOutcome.trained(member.digest, facts);
    }

    private static GroupOutcome leftOut(PlannedGroup member, String reason) {
        if (member.group.isShared()) {
            throw new CommandException("there is too little data for the shared model: " + reason);
        }
        return GroupOutcome.leftOut(member.digest, reason);
    }

    private static BundleFacts facts(Path file, TrainingResult result, Verdict verdict) throws IOException {
        Evaluation evaluation = result.evaluation().evaluation();
        List<String> methods = evaluation.methods();
        String best = methods.subList(1, methods.size()).stream()
                .min(Comparator.comparingDouble(
                        method -> evaluation.mean(method).mase()))
                .orElseThrow();
        return new BundleFacts(
                String.valueOf(file.getFileName()),
                GroupFolder.sha256(Files.readAllBytes(file)),
                result.data().windows(),
                evaluation.mean(methods.get(0)).mase(),
                best,
                evaluation.mean(best).mase(),
                verdict.passes(),
                verdict.summary());
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
