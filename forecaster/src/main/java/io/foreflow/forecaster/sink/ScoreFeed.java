package io.foreflow.forecaster.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns scores into rows of the table {@code score}, and into actual values.
 *
 * @param topic name of the topic of scores
 * @param actuals true if actual values come from here; false if a topic of windows has them
 */
record ScoreFeed(String topic, boolean actuals) implements TopicFeed {
    /** The role of the model that forecasts for everybody; only its forecasts are scored. */
    private static final String CHAMPION = "champion";

    private record ScoreIdentity(SensorId sensor, Instant time, String role) {}

    @Override
    public List<TableEntry> read(byte[] value) {
        Score score = OutputValues.readScore(value);
        RowChecks.time("time", score.time());
        List<TableEntry> entries = new ArrayList<>(2);
        entries.add(new TableEntry(
                SinkTables.SCORE,
                new ScoreIdentity(score.sensor(), score.time(), CHAMPION),
                0,
                score.hits().size(),
                rows -> write(score, rows)));
        if (actuals) {
            entries.add(new ActualValue(score.sensor(), score.time().getEpochSecond(), score.actual(), false).entry());
        }
        return entries;
    }

    /** Writes a row for each lead at which there was a forecast. */
    private static void write(Score score, CopyRows rows) {
        byte[] sensor = score.sensor().value().getBytes(UTF_8);
        byte[] role = CHAMPION.getBytes(UTF_8);
        Values errors = score.errors(Contender.FORECAST);
        Values persistence = score.errors(Contender.PERSISTENCE);
        Values yesterday = score.errors(Contender.YESTERDAY);
        Values lastWeek = score.errors(Contender.LAST_WEEK);
        Values usual = score.errors(Contender.USUAL);
        double[] scaled = score.scaledErrors(Contender.FORECAST);
        Set<Integer> fallbacks = new HashSet<>(score.fallbacks());
        long at = score.time().getEpochSecond();
        for (int i = 0; i < errors.length(); i++) {
            if (!errors.isMissing(i) && rows.begin(at)) {
                rows.text(sensor)
                        .time(at)
                        .integer(i + 1)
                        .text(role)
                        .real(errors.at(i))
                        .real(scaled[i])
                        .real(score.yardsticks().at(i))
                        .real(persistence.at(i))
                        .real(yesterday.at(i))
                        .real(lastWeek.at(i))
                        .real(usual.at(i));
                if (score.hits().get(i) == Hit.UNKNOWN) {
                    rows.nothing();
                } else {
                    rows.flag(score.hits().get(i) == Hit.INSIDE);
                }
                rows.flag(fallbacks.contains(i));
            }
        }
    }
}
