package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.tutorials.study.StudyJob.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * Decides for one of many classes step by step, by a tree of classifiers that is grown from what a flat one confuses, and
 * holds it against the flat one: the kind {@code class-tree}.
 *
 * @param study whose rows, network and plan are taken
 * @param protocol of the study: its training, validation and test rows
 * @param groups how many groups of classes each level of the tree has, ascending; below the last one are the classes
 * @param rare classes of at most so many training rows are reported on their own
 * @param seeds how many runs, from seed 0 on
 */
record ClassTreeTutorial(
        String name,
        String title,
        String description,
        StudyRecipe study,
        Protocol protocol,
        List<Integer> groups,
        int rare,
        int seeds)
        implements Tutorial {
    private static final int MOST = 10_000;

    /** @throws InvalidRecipeException telling all problems at once */
    static ClassTreeTutorial read(String source, ObjectNode document) {
        List<String> problems = new ArrayList<>();
        SpecReader reader = new SpecReader(document, "", problems);
        String name = reader.text("name");
        String title = reader.text("title");
        String description = reader.text("description");
        String of = reader.text("study");
        String by = reader.text("protocol", Protocol.HONEST);
        List<Integer> groups = groups(reader);
        int rare = reader.count("rare", Integer.MAX_VALUE);
        int seeds = reader.count("seeds", MOST);
        JsonNode change = reader.child("change");
        reader.child("quick");
        reader.finish();
        if (!problems.isEmpty()) {
            throw new InvalidRecipeException(source, problems);
        }
        StudyRecipe study = Studies.find(of);
        StudyRecipe changed = change == null ? study : Studies.changed(study, change);
        Protocol protocol = changed.protocols().get(by);
        if (protocol == null
                || protocol.validation().isEmpty()
                || protocol.test().isEmpty()) {
            throw new InvalidRecipeException(
                    source,
                    List.of("protocol (" + by + ") must be one of " + of + "'s that has validation and test rows"));
        }
        return new ClassTreeTutorial(name, title, description, changed, protocol, groups, rare, seeds);
    }

    private static List<Integer> groups(SpecReader reader) {
        List<Integer> groups = new ArrayList<>();
        JsonNode json = reader.required("groups", "must list how many groups each level has");
        if (json != null) {
            json.forEach(count -> groups.add(count.asInt(0)));
            boolean ascending =
                    IntStream.range(0, groups.size()).allMatch(i -> groups.get(i) > (i == 0 ? 1 : groups.get(i - 1)));
            if (!json.isArray() || !ascending) {
                reader.problem("groups", json, "must be an ascending list of numbers from 2 on");
            }
        }
        return groups;
    }

    /** The flat one, which the tree is grown from. */
    @Override
    public Optional<NetworkSpec> network() {
        return Optional.of(study.network());
    }

    @Override
    public String unit() {
        return "runs";
    }

    @Override
    public Done run(Setting setting, StudyListener listener) throws IOException, InterruptedException {
        setting.requireNoModel(name);
        long started = System.nanoTime();
        Source source = Sources.open(study.data(), setting.options().data(), study.network());
        int runs = Math.min(seeds, setting.options().seeds());
        listener.planned(runs);
        EngineSelector engines = new EngineSelector(study.engine());
        List<Callable<ClassTreeRun>> tasks = IntStream.range(0, runs)
                .mapToObj(seed -> (Callable<ClassTreeRun>) () -> {
                    listener.begins(name + ", seed " + seed);
                    ClassTreeRun run = ClassTreeRun.of(this, seed, source, engines);
                    listener.epoch();
                    return run;
                })
                .toList();
        List<ClassTreeRun> results = Parallel.run(tasks, setting.options().threads());
        double seconds = (System.nanoTime() - started) / 1e9;
        ClassTreeReport report = new ClassTreeReport(this, results, seconds, setting.reported());
        return new Leavings(setting.folder())
                .file(name + ".bundle", Bundles.write(bundle(results.get(0), engines, setting)))
                .done(report.html(), report.json(), report.headline());
    }

    private TrainedModel bundle(ClassTreeRun run, EngineSelector engines, Setting setting) throws IOException {
        Provenance provenance = setting.provenance();
        return new TrainedModel(
                provenance.ref(),
                run.tree().network(),
                run.tree().weights(),
                new InferenceTask(run.tree().input(), requireNonNull(run.tree().output())),
                ModelCard.ofInference(
                        provenance.buildOf(
                                name,
                                engines.forTraining(study.network(), study.plan())
                                        .engine()
                                        .name()),
                        new FitFacts(
                                DataDigest.of(study.data(), setting.options().data()),
                                run.rows(),
                                run.seed(),
                                run.epochs(),
                                run.epochs()),
                        run.metrics()));
    }
}
