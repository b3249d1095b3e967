package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.ModelLeads;
import io.foreflow.models.score.RetrainingRequest;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.RollingMean;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.ScoreBuilder;
import io.foreflow.models.score.ShadowErrors;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A score and a request as they are promised. */
final class Scores {
    static final Instant TIME = Instant.parse("2026-03-01T05:00:00Z");
    private static final SensorId SENSOR = SensorId.of("i880-hov");

    private Scores() {}

    /** Of a step that was forecast one and two steps before, not three; the second time by a fallback. */
    static Score score() {
        double none = Double.NaN;
        return ScoreBuilder.builder()
                .sensor(SENSOR)
                .time(TIME)
                .step(Step.HOUR)
                .actual(106)
                .errors(byContender(contender -> Values.of(0.5 + contender.ordinal(), -2.25, none)))
                .yardsticks(Values.of(4, 4.5, none))
                .hits(List.of(Hit.INSIDE, Hit.OUTSIDE, Hit.UNKNOWN))
                .fallbacks(List.of(1))
                .models(List.of(new ModelLeads(new ModelRef("default", "20260301T000000Z-1"), 0, 0)))
                .shadow(Optional.of(new ShadowErrors(
                        new ModelRef("default", "20260302T000000Z-1"),
                        ShadowRole.CHALLENGER,
                        Values.of(0.25, none, none))))
                .rolling(Rolling.of(
                        contender -> new RollingMean(1.5 + contender.ordinal(), 12),
                        contender -> contender == Contender.PERSISTENCE ? RollingMean.NONE : new RollingMean(0.25, 12),
                        new RollingMean(-0.125, 12),
                        new RollingMean(0.875, 12)))
                .build();
    }

    static RetrainingRequest request() {
        return new RetrainingRequest(
                SENSOR, TIME, new ModelRef("default", "20260301T000000Z-1"), "page-hinkley", 96.25, 96, 0.5, 1.75);
    }

    static <T> Map<Contender, T> byContender(Function<Contender, T> of) {
        Map<Contender, T> all = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            all.put(contender, of.apply(contender));
        }
        return all;
    }
}
