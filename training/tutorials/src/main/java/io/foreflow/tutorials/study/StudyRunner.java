package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.MultiplyAdds;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.tutorials.study.StudyRecipe.Variant;
import io.foreflow.tutorials.study.StudyRecipe.VariantKind;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import io.foreflow.tutorials.study.StudyResult.VariantResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs a study: each protocol with each seed, the baselines, and the variants. */
final class StudyRunner {
    /** Enough runs to see where an experiment leads. The recipe itself and its twin are judged by more. */
    private static final int EXPERIMENT_SEEDS = 3;

    private final StudyRecipe recipe;
    private final RunOptions options;
    private final WorkListener listener;
    private final Map<DataSpec, RowSource> sources = new HashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();

    StudyRunner(StudyRecipe recipe, RunOptions options, WorkListener listener) {
        this.recipe = recipe;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Runs of one protocol of a recipe.
     *
     * @param recipe the study's own, a variant's, or another one whose curves are drawn beside
     * @param seeds number of runs
     * @param variant that the recipe is of; empty: none
     */
    private record Job(StudyRecipe recipe, Protocol protocol, int seeds, Optional<Variant> variant) {
        /** Plans a run on {@code source}. */
        RunWork work(WorkListener listener, RowSource source) {
            double epoch = MultiplyAdds.ofStep(
                    recipe.network(), RowSplit.of(protocol, source).training().count());
            return new RunWork(
                    listener,
                    recipe.name() + ", " + protocol.name(),
                    ProtocolRun.plannedEpochs(recipe, protocol),
                    epoch);
        }
    }

    /**
     * @throws IOException if data is missing or holds something else
     * @throws IllegalArgumentException if the data does not fit the recipe
     */
    @SuppressWarnings("ReferenceEquality") // jobs hold the recipe itself or a variant
    StudyResult run() throws IOException, InterruptedException {
        long started = System.nanoTime();
        List<Job> jobs = jobs();
        List<Callable<RunResult>> tasks = new ArrayList<>();
        for (Job job : jobs) {
            tasks.addAll(tasks(job));
        }
        Iterator<RunResult> results = Parallel.run(tasks, options.threads()).iterator();
        Map<String, ProtocolResult> protocols = new LinkedHashMap<>();
        List<VariantResult> variants = new ArrayList<>();
        Map<String, RunResult> overlay = new LinkedHashMap<>();
        for (Job job : jobs) {
            List<RunResult> runs =
                    Stream.generate(results::next).limit(job.seeds()).toList();
            Protocol protocol = job.protocol();
            if (job.recipe() == recipe) {
                RowSource source = source(recipe);
                protocols.put(
                        protocol.name(), new ProtocolResult(protocol, source, runs, Baselines.of(source, runs.get(0))));
            } else if (job.variant().isPresent()) {
                long parameters = NetworkSummary.parameters(job.recipe().network());
                variants.add(new VariantResult(job.variant().get(), protocol, parameters, runs));
            } else {
                overlay.put(job.recipe().name(), runs.get(0));
            }
        }
        return new StudyResult(
                recipe, protocols, variants, overlay, List.copyOf(notes), (System.nanoTime() - started) / 1e9);
    }

    private List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        recipe.protocols().values().forEach(protocol -> jobs.add(job(recipe, protocol, Optional.empty())));
        if (options.variants()) {
            for (Variant variant : recipe.comparison().variants()) {
                StudyRecipe changed = recipe.changed(variant.change());
                for (String protocol : variant.protocols()) {
                    jobs.add(job(changed, requireNonNull(changed.protocols().get(protocol)), Optional.of(variant)));
                }
            }
        }
        for (String other : recipe.comparison().overlay()) {
            StudyRecipe beside = Tutorials.study(other);
            jobs.add(new Job(beside, beside.protocols().values().iterator().next(), 1, Optional.empty()));
        }
        return jobs;
    }

    private Job job(StudyRecipe of, Protocol protocol, Optional<Variant> variant) {
        int seeds = Math.min(options.seeds(), protocol.seeds());
        boolean experiment = variant.isPresent() && variant.get().kind() == VariantKind.EXPERIMENT;
        return new Job(of, protocol, experiment ? Math.min(seeds, EXPERIMENT_SEEDS) : seeds, variant);
    }

    private List<Callable<RunResult>> tasks(Job job) throws IOException {
        PretrainedWeights pretrained = PretrainedWeights.of(job.recipe(), options.data());
        if (!pretrained.sentence().isEmpty() && notes.add(pretrained.sentence())) {
            listener.says(pretrained.sentence());
        }
        RowSource source = source(job.recipe());
        EngineSelector engines = new EngineSelector(job.recipe().fitting().engine());
        return IntStream.range(0, job.seeds())
                .mapToObj(seed -> task(job, seed, source, pretrained, engines, job.work(listener, source)))
                .toList();
    }

    private Callable<RunResult> task(
            Job job, int seed, RowSource source, PretrainedWeights pretrained, EngineSelector engines, RunWork work) {
        return () -> {
            listener.says(job.recipe().name() + ", " + job.protocol().name() + ", seed " + seed);
            Fitter fitter = new Fitter(
                    job.recipe().network(),
                    job.recipe().plan().loss(),
                    source,
                    pretrained.weights(),
                    engines,
                    work,
                    seed);
            RunResult result = new ProtocolRun(job.recipe(), job.protocol(), source, fitter).run();
            work.ended();
            return result;
        };
    }

    /** Opens the rows of a recipe, once for all recipes that read the same rows. */
    private RowSource source(StudyRecipe of) throws IOException {
        RowSource known = sources.get(of.data());
        if (known == null) {
            known = of.data().open(options.data(), of.network());
            sources.put(of.data(), known);
        }
        return known;
    }
}
