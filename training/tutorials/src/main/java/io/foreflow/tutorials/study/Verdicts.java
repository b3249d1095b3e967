package io.foreflow.tutorials.study;

import io.foreflow.tutorials.study.StudyRecipe.Figure;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import org.jspecify.annotations.Nullable;

/** Judges whether a study reaches what the tutorial did. */
final class Verdicts {
    /** A published figure is missed by more than so many standard deviations of ours, or points of accuracy. */
    private static final double DEVIATIONS = 2;

    private static final double POINT = 0.01;

    private final StudyResult result;

    Verdicts(StudyResult result) {
        this.result = result;
    }

    /** Returns the verdict in a word or two. */
    String of(Figure figure) {
        Spread ours = ours(figure);
        if (ours == null) {
            return "not measured";
        }
        return isMissed(figure, ours) ? "differs" : "met";
    }

    /** Returns our figure under the same protocol; null if it was not measured. */
    @Nullable
    Spread ours(Figure figure) {
        ProtocolResult protocol = result.protocols().get(figure.protocol());
        return protocol == null ? null : protocol.metrics().get(figure.metric());
    }

    static boolean isMissed(Figure figure, Spread ours) {
        double off = Math.abs(ours.mean() - figure.value());
        double deviations = Double.isNaN(ours.deviation()) ? 0 : DEVIATIONS * ours.deviation();
        double point = figure.metric().endsWith("Accuracy") ? POINT : 0;
        return off > Math.max(deviations, point);
    }
}
