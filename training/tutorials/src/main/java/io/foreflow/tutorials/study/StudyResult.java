package io.foreflow.tutorials.study;

import io.foreflow.tutorials.study.StudyRecipe.Variant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that a study yields. */
final class StudyResult {
    /**
     * One protocol.
     *
     * @param runs one a seed, at least one
     * @param baselines metrics of what needs no training, by the baseline's name
     */
    record ProtocolResult(
            Protocol protocol, Source source, List<RunResult> runs, Map<String, Map<String, Double>> baselines) {
        ProtocolResult {
            runs = List.copyOf(runs);
            baselines = Collections.unmodifiableMap(new LinkedHashMap<>(baselines));
        }

        Map<String, Spread> metrics() {
            return Spread.of(runs.stream().map(RunResult::metrics).toList());
        }

        /** The first seed's. */
        RunResult first() {
            return runs.get(0);
        }

        double seconds() {
            return runs.stream().mapToDouble(RunResult::seconds).sum();
        }

        /** Of a run's main fit, the mean. */
        double fitSeconds() {
            return runs.stream().mapToDouble(RunResult::fitSeconds).average().orElseThrow();
        }

        /** Epochs that a run's main fit took, the mean: early stopping ends some sooner than others. */
        double fitEpochs() {
            return runs.stream()
                    .mapToInt(run -> run.mainFit().epochs().size())
                    .average()
                    .orElseThrow();
        }
    }

    /** A variant under one protocol. */
    record VariantResult(Variant variant, Protocol protocol, long parameters, List<RunResult> runs) {
        VariantResult {
            runs = List.copyOf(runs);
        }

        Map<String, Spread> metrics() {
            return Spread.of(runs.stream().map(RunResult::metrics).toList());
        }
    }

    private final StudyRecipe recipe;
    private final Map<String, ProtocolResult> protocols;
    private final List<VariantResult> variants;
    private final Map<String, RunResult> overlay;
    private final List<String> notes;
    private final double seconds;

    /**
     * @param overlay the first run of each recipe whose curves are drawn with this one's, by its name
     * @param notes sentences for the report on what it was made of, for instance which weights it started from
     */
    StudyResult(
            StudyRecipe recipe,
            Map<String, ProtocolResult> protocols,
            List<VariantResult> variants,
            Map<String, RunResult> overlay,
            List<String> notes,
            double seconds) {
        this.recipe = recipe;
        this.protocols = Collections.unmodifiableMap(new LinkedHashMap<>(protocols));
        this.variants = List.copyOf(variants);
        this.overlay = Collections.unmodifiableMap(new LinkedHashMap<>(overlay));
        this.notes = List.copyOf(notes);
        this.seconds = seconds;
    }

    StudyRecipe recipe() {
        return recipe;
    }

    Map<String, ProtocolResult> protocols() {
        return protocols;
    }

    List<VariantResult> variants() {
        return variants;
    }

    Map<String, RunResult> overlay() {
        return overlay;
    }

    List<String> notes() {
        return notes;
    }

    double seconds() {
        return seconds;
    }

    /** The one whose model is kept: the honest one, if there is one. */
    ProtocolResult kept() {
        ProtocolResult honest = protocols.get(Protocol.HONEST);
        return Optional.ofNullable(honest)
                .orElseGet(() -> protocols.values().iterator().next());
    }

    int epochs() {
        return protocols.values().stream()
                        .flatMap(protocol -> protocol.runs().stream())
                        .mapToInt(RunResult::epochs)
                        .sum()
                + variants.stream()
                        .flatMap(variant -> variant.runs().stream())
                        .mapToInt(RunResult::epochs)
                        .sum();
    }
}
