package io.foreflow.forecaster.demo;

import io.foreflow.ingest.source.FreewaySimulation;
import io.foreflow.ingest.source.ReplayedReading;
import io.foreflow.ingest.source.Row;
import io.foreflow.models.series.BucketGrid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The year after a simulation, step by step as its readings arrive. The first day comes at once: the end of a replay has
 * moved time on by so much that its last windows are final.
 */
final class ContinuedTraffic implements Iterator<List<Row>> {
    private static final int DAYS = 365;

    private final BucketGrid grid;
    private final Instant end;
    private final Iterator<ReplayedReading> arrivals;
    private long steps;
    private List<Row> ahead = new ArrayList<>();

    /** @param past the simulation that has been replayed */
    ContinuedTraffic(FreewaySimulation past) {
        this.grid = BucketGrid.of(past.step(), past.zone());
        this.end = grid.plus(past.from(), past.steps());
        this.steps = past.step().perDay() + 1L;
        this.arrivals = new FreewaySimulation(
                        past.seed(),
                        past.sensors(),
                        past.from(),
                        past.steps() + DAYS * past.step().perDay(),
                        past.step(),
                        past.zone())
                .arrivals();
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || arrivals.hasNext();
    }

    /** Returns the readings that arrive in the next step, in the order of their arrival. */
    @Override
    public List<Row> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Instant until = grid.plus(end, steps++);
        List<Row> rows = ahead;
        ahead = new ArrayList<>();
        while (arrivals.hasNext()) {
            ReplayedReading arrival = arrivals.next();
            if (arrival.reading().time().isBefore(end)) {
                continue;
            }
            if (!arrival.at().isBefore(until)) {
                ahead.add(new Row.Valid(arrival.reading()));
                break;
            }
            rows.add(new Row.Valid(arrival.reading()));
        }
        return rows;
    }
}
