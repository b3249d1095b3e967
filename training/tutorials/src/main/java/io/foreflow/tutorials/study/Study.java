package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.tutorials.study.StudyRecipe.Variant;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import io.foreflow.tutorials.study.StudyResult.VariantResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Runs a recipe: each protocol with each seed, what stands beside it, and its variants. */
final class Study {
    /** So many runs show where an experiment leads; the recipe itself and its twin are judged by more. */
    private static final int EXPERIMENT_SEEDS = 3;

    private final StudyRecipe recipe;
    private final StudyOptions options;
    private final StudyListener listener;
    private final Map<DataSpec, Source> sources = new HashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();

    Study(StudyRecipe recipe, StudyOptions options, StudyListener listener) {
        this.recipe = recipe;
        this.options = options;
        this.listener = listener;
    }

    /** A recipe, a protocol of it, and how many seeds it is run with. */
    private record Job(StudyRecipe recipe, Protocol protocol, int seeds) {
        long epochs() {
            return (long) StudyRun.plannedEpochs(recipe, protocol) * seeds;
        }
    }

    /**
     * @throws IOException if data is missing or holds something else
     * @throws IllegalArgumentException if the data does not fit the recipe
     */
    StudyResult run() throws IOException, InterruptedException {
        long started = System.nanoTime();
        List<Job> jobs = new ArrayList<>();
        recipe.protocols().values().forEach(protocol -> jobs.add(job(recipe, protocol)));
        List<Variant> variants = options.variants() ? recipe.variants() : List.of();
        for (Variant variant : variants) {
            StudyRecipe changed = Studies.changed(recipe, variant.change());
            for (String protocol : variant.protocols()) {
                Job job = job(changed, requireNonNull(changed.protocols().get(protocol)));
                jobs.add(
                        variant.kind() == Variant.Kind.TWIN
                                ? job
                                : new Job(changed, job.protocol(), Math.min(job.seeds(), EXPERIMENT_SEEDS)));
            }
        }
        for (String other : recipe.overlay()) {
            StudyRecipe beside = Studies.find(other);
            jobs.add(new Job(beside, firstProtocol(beside), 1));
        }
        listener.planned(jobs.stream().mapToLong(Job::epochs).sum());
        ExecutorService threads = Executors.newFixedThreadPool(options.threads());
        try {
            return run(jobs, variants, threads, started);
        } finally {
            threads.shutdownNow();
        }
    }

    private StudyResult run(List<Job> jobs, List<Variant> variants, ExecutorService threads, long started)
            throws IOException, InterruptedException {
        List<List<Future<RunResult>>> running = new ArrayList<>();
        for (Job job : jobs) {
            running.add(start(job, threads));
        }
        Map<String, ProtocolResult> protocols = new LinkedHashMap<>();
        int next = 0;
        for (Protocol protocol : recipe.protocols().values()) {
            List<RunResult> runs = await(running.get(next++));
            Source source = source(recipe);
            protocols.put(
                    protocol.name(), new ProtocolResult(protocol, source, runs, Baselines.of(source, runs.get(0))));
        }
        List<VariantResult> results = new ArrayList<>();
        for (Variant variant : variants) {
            for (int i = 0; i < variant.protocols().size(); i++) {
                Job job = jobs.get(next);
                results.add(new VariantResult(
                        variant, job.protocol(), parameters(job.recipe()), await(running.get(next++))));
            }
        }
        Map<String, RunResult> overlay = new LinkedHashMap<>();
        for (String other : recipe.overlay()) {
            overlay.put(other, await(running.get(next++)).get(0));
        }
        return new StudyResult(
                recipe, protocols, results, overlay, List.copyOf(notes), (System.nanoTime() - started) / 1e9);
    }

    private Job job(StudyRecipe changed, Protocol protocol) {
        return new Job(changed, protocol, Math.min(options.seeds(), protocol.seeds()));
    }

    private static Protocol firstProtocol(StudyRecipe recipe) {
        return recipe.protocols().values().iterator().next();
    }

    static long parameters(StudyRecipe recipe) {
        return Parameters.all(recipe.network());
    }

    private List<Future<RunResult>> start(Job job, ExecutorService threads) throws IOException {
        PretrainedWeights pretrained = PretrainedWeights.of(job.recipe(), options.data());
        if (!pretrained.sentence().isEmpty() && notes.add(pretrained.sentence())) {
            listener.begins(pretrained.sentence());
        }
        Source source = source(job.recipe());
        EngineSelector engines = new EngineSelector(job.recipe().engine());
        FitListener epochs = epoch -> {
            listener.epoch();
            return !Thread.currentThread().isInterrupted();
        };
        return IntStream.range(0, job.seeds())
                .mapToObj(seed -> (Callable<RunResult>) () -> {
                    listener.begins(job.recipe().name() + ", " + job.protocol().name() + ", seed " + seed);
                    return StudyRun.of(
                            job.recipe(), job.protocol(), seed, source, pretrained.weights(), engines, epochs);
                })
                .map(threads::submit)
                .toList();
    }

    /** Opened once for all that read the same rows. */
    private Source source(StudyRecipe of) throws IOException {
        Source known = sources.get(of.data());
        if (known == null) {
            known = Sources.open(of.data(), options.data(), of.network());
            sources.put(of.data(), known);
        }
        return known;
    }

    private static List<RunResult> await(List<Future<RunResult>> running) throws InterruptedException {
        List<RunResult> results = new ArrayList<>();
        for (Future<RunResult> future : running) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        return results;
    }
}
