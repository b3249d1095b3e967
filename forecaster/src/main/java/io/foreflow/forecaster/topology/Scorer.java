package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.topology.ServingModels.Shadow;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.ShadowForecasts;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.score.TrackRecord.Scored;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import java.util.Optional;

/**
 * Scores waiting forecasts when a bucket closes, and bounds new ones with the errors so far, for one task. Only
 * revision 0 is scored: forecasts as they were made first, and values as they were when their bucket closed.
 */
final class Scorer implements AutoCloseable {
    private final ScoreStores stores;
    private final int horizon;

    Scorer(ScoreStores stores, int horizon) {
        this.stores = stores;
        this.horizon = horizon;
    }

    /**
     * Scores the forecasts of the bucket that closed, if there are any and its value comes from readings.
     *
     * @param model model in use, even if another one made those forecasts
     * @param shadow shadow in use
     */
    Optional<Scored> score(BucketClosed closed, Optional<ServingModel> model, Optional<Shadow> shadow) {
        if (!counts(closed)) {
            return Optional.empty();
        }
        Window window = closed.window();
        SensorId sensor = window.sensor();
        Optional<Scored> scored = closed.baselines().flatMap(baselines -> record(window, model)
                .score(
                        window,
                        baselines,
                        stores.waiting(sensor),
                        shadow.map(one ->
                                new ShadowForecasts(one.model().ref(), one.role(), stores.waitingShadows(sensor)))));
        scored.ifPresent(now -> stores.save(sensor, now.record()));
        return scored;
    }

    /**
     * Returns bounds of a forecast that is made now.
     *
     * @param model model in use, even if it did not make this forecast
     * @return empty while no errors are known
     */
    Optional<Interval> bounds(Window window, Values values, Optional<ServingModel> model) {
        return record(window, model)
                .intervals()
                .bounds(window, values, model.map(ServingModel::bounds).orElse(TargetBounds.NONE));
    }

    /**
     * Returns the track record of the window's sensor. While it has no observed errors, it starts from the model's
     * first intervals.
     */
    private TrackRecord record(Window window, Optional<ServingModel> model) {
        return known(window.sensor())
                .filter(record -> record.intervals().hasObserved())
                .orElseGet(() -> TrackRecord.start(start(window, model, horizon)));
    }

    /** Returns the first intervals of a sensor without observed errors. */
    static IntervalTracker start(Window window, Optional<ServingModel> model, int horizon) {
        return model.flatMap(one -> one.intervals(window))
                .filter(intervals -> intervals.horizon() == horizon)
                .orElseGet(() -> IntervalTracker.start(horizon));
    }

    /** Lets the forecast wait for its values. */
    void remember(BucketClosed closed, Forecast forecast) {
        if (counts(closed)) {
            double unrest = known(forecast.sensor())
                    .map(record -> record.intervals().unrest())
                    .orElse(1.0);
            Window window = closed.window();
            long bucket = window.grid().indexOf(forecast.origin());
            stores.add(forecast.sensor(), bucket, PendingForecast.of(forecast, window, unrest));
        }
    }

    /** Lets the forecast of a shadow wait for its values, made for a bucket that {@link #counts}. */
    void rememberShadow(BucketClosed closed, ModelRef shadow, Values values) {
        Window window = closed.window();
        PendingForecast waiting = PendingForecast.of(
                window.origin(),
                Optional.of(shadow),
                values,
                Optional.empty(),
                1.0,
                window.baselines().yesterday());
        stores.addShadow(window.sensor(), window.grid().indexOf(window.origin()), waiting);
    }

    /** Forgets the forecasts of former shadows. */
    void forgetShadows(SensorId sensor) {
        stores.dropShadows(sensor);
    }

    @Override
    public void close() {
        stores.close();
    }

    /** Drops everything of the sensor. */
    void forget(SensorId sensor) {
        stores.forget(sensor);
    }

    /** Returns the sensor's track record; empty if it was kept under another horizon. */
    private Optional<TrackRecord> known(SensorId sensor) {
        return stores.record(sensor).filter(record -> record.intervals().horizon() == horizon);
    }

    static boolean counts(BucketClosed closed) {
        return !closed.stale() && closed.window().revision() == 0;
    }
}
