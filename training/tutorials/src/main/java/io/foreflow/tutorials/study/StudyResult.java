package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNullElseGet;

import io.foreflow.tutorials.study.StudyRecipe.Variant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The result of a study.
 *
 * @param protocols by name, in the recipe's order
 * @param overlay the first run of each recipe whose curves are drawn with this one's, by its name
 * @param notes sentences for the report on what the study was made of, for instance which weights it started from
 */
record StudyResult(
        StudyRecipe recipe,
        Map<String, ProtocolResult> protocols,
        List<VariantResult> variants,
        Map<String, RunResult> overlay,
        List<String> notes,
        double seconds) {

    /**
     * The result of one protocol.
     *
     * @param runs one a seed, at least one
     * @param baselines metrics of what needs no training, by the baseline's name
     */
    record ProtocolResult(
            Protocol protocol, RowSource source, List<RunResult> runs, Map<String, Map<String, Double>> baselines) {
        Map<String, Spread> metrics() {
            return Spread.of(runs.stream().map(RunResult::metrics).toList());
        }

        /** Returns the run of the first seed. */
        RunResult first() {
            return runs.get(0);
        }

        double seconds() {
            return runs.stream().mapToDouble(RunResult::seconds).sum();
        }

        /** Returns the mean seconds of a run's main fit. */
        double fitSeconds() {
            return mean(run -> run.fits().seconds());
        }

        /** Returns the mean number of epochs of a run's main fit: early stopping ends some sooner than others. */
        double fitEpochs() {
            return mean(run -> run.fits().main().epochs().size());
        }

        private double mean(ToDoubleFunction<RunResult> number) {
            return runs.stream().mapToDouble(number).average().orElseThrow();
        }
    }

    /** The result of a variant under one protocol. */
    record VariantResult(Variant variant, Protocol protocol, long parameters, List<RunResult> runs) {
        Map<String, Spread> metrics() {
            return Spread.of(runs.stream().map(RunResult::metrics).toList());
        }
    }

    StudyResult {
        protocols = Collections.unmodifiableMap(new LinkedHashMap<>(protocols));
        variants = List.copyOf(variants);
        overlay = Collections.unmodifiableMap(new LinkedHashMap<>(overlay));
        notes = List.copyOf(notes);
    }

    /** Returns the protocol whose model is kept: the honest one, if there is one. */
    ProtocolResult kept() {
        return requireNonNullElseGet(
                protocols.get(Protocol.HONEST),
                () -> protocols.values().iterator().next());
    }

    /** Returns the number of epochs of all runs but the overlay's. */
    int epochs() {
        return Stream.concat(
                        protocols.values().stream().map(ProtocolResult::runs),
                        variants.stream().map(VariantResult::runs))
                .flatMap(List::stream)
                .mapToInt(run -> run.fits().epochs())
                .sum();
    }
}
