package io.foreflow.forecaster.topology;

import io.foreflow.models.score.PendingForecast;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The waiting forecasts of one sensor by one role, one slot for each step of the horizon. */
final class ForecastRing {
    private final @Nullable PendingForecast[] slots;

    /** Slot of the forecast with the latest origin; any slot while none waits. */
    private int newest;

    private long bytes;

    ForecastRing(int horizon) {
        this.slots = new PendingForecast[horizon];
        this.bytes = (long) horizon * Integer.BYTES;
    }

    void put(int slot, PendingForecast forecast) {
        PendingForecast former = slots[slot];
        bytes += forecast.bytes() - (former == null ? 0 : former.bytes());
        PendingForecast latest = slots[newest];
        if (latest == null || latest.originSecond() <= forecast.originSecond()) {
            newest = slot;
        }
        slots[slot] = forecast;
    }

    @Nullable
    PendingForecast newest() {
        return slots[newest];
    }

    /** Returns the waiting forecasts from the slot after the newest one to the newest one. */
    List<PendingForecast> waiting() {
        List<PendingForecast> waiting = new ArrayList<>(slots.length);
        for (int i = 1; i <= slots.length; i++) {
            PendingForecast one = slots[(newest + i) % slots.length];
            if (one != null) {
                waiting.add(one);
            }
        }
        return waiting;
    }

    long bytes() {
        return bytes;
    }
}
