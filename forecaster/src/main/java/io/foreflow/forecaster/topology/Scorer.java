package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.score.TrackRecord.Scored;
import io.foreflow.models.score.Waiting;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import java.util.Optional;

/**
 * Scores waiting forecasts when a bucket closes, and bounds new ones with what it has learnt. Of one task. Only what is of revision 0 is scored: forecasts as
 * they were made first, and values as they were when their bucket closed.
 */
final class Scorer {
    private final ScoreStores stores;
    private final int horizon;

    Scorer(ScoreStores stores, int horizon) {
        this.stores = stores;
        this.horizon = horizon;
    }

    /** Scores the forecasts of the bucket that closed, if there are any and it has a value that came of readings. */
    Optional<Scored> score(BucketClosed closed) {
        if (!counts(closed)) {
            return Optional.empty();
        }
        Window window = closed.window();
        SensorId sensor = window.sensor();
        TrackRecord before = known(sensor).orElseGet(() -> TrackRecord.start(IntervalTracker.start(horizon)));
        Optional<Scored> scored = before.score(window, stores.waiting(sensor));
        scored.ifPresent(now -> stores.save(sensor, now.record()));
        stores.dropUpTo(sensor, window.targetTime(-horizon));
        return scored;
    }

    /**
     * Bounds of a forecast that is made now.
     *
     * @param model in use, whether or not it made this forecast
     * @return empty while there is nothing to go by
     */
    Optional<Interval> bounds(Window window, Values values, Optional<ServingModel> model) {
        SensorId sensor = window.sensor();
        Optional<IntervalTracker> learnt = known(sensor).map(TrackRecord::intervals);
        if (learnt.filter(IntervalTracker::hasObserved).isEmpty()) {
            Optional<IntervalTracker> brought =
                    model.flatMap(one -> one.intervals(sensor)).filter(intervals -> intervals.horizon() == horizon);
            brought.ifPresent(intervals -> stores.save(sensor, TrackRecord.start(intervals)));
            learnt = brought.or(() -> known(sensor).map(TrackRecord::intervals));
        }
        return learnt.orElseGet(() -> IntervalTracker.start(horizon))
                .bounds(window, values, model.map(ServingModel::bounds).orElse(TargetBounds.NONE));
    }

    /** Lets the forecast wait for its values. */
    void remember(BucketClosed closed, Forecast forecast) {
        if (counts(closed)) {
            double unrest = known(forecast.sensor())
                    .map(record -> record.intervals().unrest())
                    .orElse(1.0);
            stores.add(forecast.sensor(), Waiting.of(forecast, closed.window(), unrest));
        }
    }

    /** Drops all that is kept of the sensor. */
    void forget(SensorId sensor) {
        stores.forget(sensor);
    }

    /** What was kept under another horizon is of no use. */
    private Optional<TrackRecord> known(SensorId sensor) {
        return stores.record(sensor).filter(record -> record.intervals().horizon() == horizon);
    }

    private static boolean counts(BucketClosed closed) {
        return !closed.stale() && closed.window().revision() == 0;
    }
}
