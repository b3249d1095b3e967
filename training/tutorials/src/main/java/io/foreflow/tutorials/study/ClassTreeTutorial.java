package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.training.recipe.RecipeDocument;
import io.foreflow.tutorials.study.RunFolder.BundleContent;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A recipe that decides for one of many classes by a tree of classifiers, grown from what a flat one confuses, and
 * holds it against the flat one: the kind {@code class-tree}.
 *
 * @param study whose rows, network and plan are taken
 * @param protocol of the study: its training, validation and test rows
 * @param groups how many groups of classes each level of the tree has, ascending; below the last one are the classes
 * @param rare classes of at most so many training rows are reported on their own
 * @param seeds how many runs, from seed 0 on
 */
record ClassTreeTutorial(
        TutorialHeading heading, StudyRecipe study, Protocol protocol, List<Integer> groups, int rare, int seeds)
        implements Tutorial {
    private static final int MOST = 10_000;

    /** Returns null only after it noted a problem. */
    static @Nullable ClassTreeTutorial read(RecipeDocument document, SpecReader reader) {
        TutorialHeading heading = TutorialHeading.read(reader);
        String name = reader.text("study");
        JsonNode change = reader.child("change");
        StudyRecipe study =
                name.isEmpty() ? null : reader.parsed("study", TextNode.valueOf(name), json -> study(name, change));
        String by = reader.text("protocol", Protocol.HONEST);
        Protocol protocol = study == null ? null : study.protocols().get(by);
        boolean whole = protocol != null
                && protocol.rows().validation().isPresent()
                && protocol.rows().test().isPresent();
        if (study != null && !whole) {
            reader.problem("protocol", "(" + by + ") must be one of " + name + "'s that has validation and test rows");
        }
        List<Integer> groups = groups(reader);
        int rare = reader.count("rare", Integer.MAX_VALUE);
        int seeds = reader.count("seeds", MOST);
        return study == null || protocol == null
                ? null
                : new ClassTreeTutorial(heading, study, protocol, groups, rare, seeds);
    }

    private static StudyRecipe study(String name, @Nullable JsonNode change) {
        StudyRecipe study = Tutorials.study(name);
        return change == null ? study : study.changed(change);
    }

    private static List<Integer> groups(SpecReader reader) {
        String rule = "must be an ascending list of numbers from 2 on";
        List<Integer> groups = reader.integers("groups", count -> count > 1, rule);
        JsonNode written = reader.child("groups");
        if (written != null && !groups.equals(List.copyOf(new TreeSet<>(groups)))) {
            reader.problem("groups", written, rule);
        }
        return groups;
    }

    /** Returns the flat network, which the tree is grown from. */
    @Override
    public Optional<NetworkSpec> fitted() {
        return Optional.of(study.network());
    }

    @Override
    public RunOutput run(RunSetting setting, WorkListener listener) throws IOException, InterruptedException {
        setting.requireNoModel(name());
        long started = System.nanoTime();
        RowSource source = study.data().open(setting.options().data(), study.network());
        int runs = Math.min(seeds, setting.options().seeds());
        listener.planned(name(), runs);
        EngineSelector engines = new EngineSelector(study.fitting().engine());
        List<Callable<ClassTreeRun>> tasks = IntStream.range(0, runs)
                .mapToObj(seed -> (Callable<ClassTreeRun>) () -> {
                    listener.says(name() + ", seed " + seed);
                    ClassTreeRun run = new ClassTreeRun(this, seed, source, engines);
                    listener.done(name(), 1);
                    return run;
                })
                .toList();
        List<ClassTreeRun> results = Parallel.run(tasks, setting.options().threads());
        double seconds = (System.nanoTime() - started) / 1e9;
        ClassTreeReport report = new ClassTreeReport(this, results, seconds, setting.reported());
        ClassTreeRun first = results.get(0);
        BundleContent trained = new BundleContent(
                first.tree(), first.rows(), first.seed(), first.epochs(), first.epochs(), first.metrics());
        return new RunFolder(setting)
                .bundle(name(), study, trained)
                .report(report.html(), report.json(), report.headline());
    }
}
