package io.foreflow.forecaster.sink;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.wire.WindowTopics;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns windows into actual values: the value of the step that closed, or, of a revision, all values of the history.
 *
 * @param topic name of the topic of windows
 */
record WindowFeed(String topic) implements TopicFeed {
    @Override
    public List<TableEntry> read(byte[] value) {
        Window window = WindowTopics.readWindow(value);
        BucketGrid grid = window.grid();
        Values history = window.history();
        RowChecks.time("the origin", window.origin());
        RowChecks.time("the first step of the history", window.from());
        long origin = grid.indexOf(window.origin());
        List<TableEntry> entries = new ArrayList<>();
        int first = window.revision() == 0 ? history.length() - 1 : 0;
        for (int i = first; i < history.length(); i++) {
            if (!history.isMissing(i)) {
                entries.add(new ActualValue(
                                window.sensor(),
                                grid.startSecondOf(origin - history.length() + i),
                                history.at(i),
                                window.imputed().contains(i))
                        .entry());
            }
        }
        return entries;
    }
}
