package io.foreflow.forecaster.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.ModelLeads;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.ShadowErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns scores into rows of the table {@code score}, and into actual values.
 *
 * @param topic name of the topic of scores
 * @param actuals true if actual values come from here; false if a topic of windows has them
 */
record ScoreFeed(String topic, boolean actuals) implements TopicFeed {
    /** The role of the model whose forecasts are published. */
    private static final String CHAMPION = "champion";

    private record ScoreIdentity(SensorId sensor, Instant time, String role) {}

    @Override
    public List<TableEntry> read(byte[] value) {
        Score score = OutputValues.readScore(value);
        RowChecks.time("time", score.time());
        List<TableEntry> entries = new ArrayList<>(3);
        entries.add(entry(score, CHAMPION, rows -> writeChampion(score, rows)));
        score.shadow()
                .ifPresent(shadow ->
                        entries.add(entry(score, shadow.role().label(), rows -> writeShadow(score, shadow, rows))));
        if (actuals) {
            entries.add(new ActualValue(score.sensor(), score.time().getEpochSecond(), score.actual(), false).entry());
        }
        return entries;
    }

    private static TableEntry entry(Score score, String role, Consumer<CopyRows> write) {
        return new TableEntry(
                SinkTables.SCORE,
                new ScoreIdentity(score.sensor(), score.time(), role),
                0,
                score.hits().size(),
                write);
    }

    /** Writes a row for each lead at which there was a forecast. */
    private static void writeChampion(Score score, CopyRows rows) {
        @Nullable ModelRef[] models = new ModelRef[score.hits().size()];
        for (ModelLeads leads : score.models()) {
            Arrays.fill(models, leads.first(), leads.last() + 1, leads.model());
        }
        Set<Integer> fallbacks = new HashSet<>(score.fallbacks());
        RowWriter writer = new RowWriter(score, CHAMPION, score.errors(Contender.FORECAST), rows);
        for (int lead = 0; lead < models.length; lead++) {
            writer.write(lead, models[lead], score.hits().get(lead), fallbacks.contains(lead));
        }
    }

    /** Writes a row for each lead at which the shadow made a forecast. */
    private static void writeShadow(Score score, ShadowErrors shadow, CopyRows rows) {
        RowWriter writer = new RowWriter(score, shadow.role().label(), shadow.errors(), rows);
        for (int lead = 0; lead < shadow.errors().length(); lead++) {
            writer.write(lead, shadow.model(), Hit.UNKNOWN, false);
        }
    }

    /** Writes the rows of one score and role. */
    private static final class RowWriter {
        private final Score score;
        private final byte[] sensor;
        private final byte[] role;
        private final long at;
        private final Values errors;
        private final double[] scaled;
        private final CopyRows rows;

        RowWriter(Score score, String role, Values errors, CopyRows rows) {
            this.score = score;
            this.sensor = score.sensor().value().getBytes(UTF_8);
            this.role = role.getBytes(UTF_8);
            this.at = score.time().getEpochSecond();
            this.errors = errors;
            this.scaled = score.scaled(errors);
            this.rows = rows;
        }

        void write(int lead, @Nullable ModelRef model, Hit hit, boolean fallback) {
            if (errors.isMissing(lead) || !rows.begin(at)) {
                return;
            }
            rows.text(sensor).time(at).integer(lead + 1).text(role);
            if (model == null) {
                rows.nothing().nothing();
            } else {
                rows.text(model.name()).text(model.version());
            }
            rows.real(errors.at(lead))
                    .real(scaled[lead])
                    .real(score.yardsticks().at(lead))
                    .real(score.errors(Contender.PERSISTENCE).at(lead))
                    .real(score.errors(Contender.YESTERDAY).at(lead))
                    .real(score.errors(Contender.LAST_WEEK).at(lead))
                    .real(score.errors(Contender.USUAL).at(lead));
            if (hit == Hit.UNKNOWN) {
                rows.nothing();
            } else {
                rows.flag(hit == Hit.INSIDE);
            }
            rows.flag(fallback);
        }
    }
}
