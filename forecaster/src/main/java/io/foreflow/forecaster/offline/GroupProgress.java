package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.WorkMeter;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.training.fit.TrainingListener;

/**
 * Shows the trainings of many groups as one. The work of a group is its number of readings; of a group at hand, the
 * share that its own listener hears of is done.
 */
public final class GroupProgress implements TrainingListener, AutoCloseable {
    private static final String GROUPS = "groups";

    private final Environment environment;
    private final WorkMeter meter;
    private final ProgressLine line;

    private String label = "";
    private double group;
    private double told;
    private double inner;
    private double innerDone;

    /** @param readings number of readings of all groups that are trained */
    public GroupProgress(Environment environment, long readings) {
        this(environment, new WorkMeter(environment.clock()), readings);
    }

    GroupProgress(Environment environment, WorkMeter meter, long readings) {
        this.environment = environment;
        this.meter = meter;
        this.line = ProgressLine.of(environment, "Training", meter);
        meter.plan(GROUPS, (double) readings);
    }

    /**
     * Begins a group.
     *
     * @param name what is shown of it
     * @param readings number of its readings
     */
    public void begin(String name, long readings) {
        label = name;
        group = (double) readings;
        told = 0;
        inner = 0;
        innerDone = 0;
        line.say(label);
        line.show();
    }

    /** Ends the group at hand, whatever it was expected to need. */
    public void end() {
        tell(group);
    }

    @Override
    public synchronized void planned(String kind, double work) {
        inner += work;
    }

    @Override
    public synchronized void done(String kind, double work) {
        innerDone += work;
        if (inner > 0) {
            tell(group * Math.min(1, innerDone / inner));
        }
        line.say(label + ", " + kind);
    }

    /** Tells the meter how much of the group is done; never less than before. */
    private void tell(double done) {
        if (done > told) {
            meter.done(GROUPS, done - told);
            told = done;
        }
        line.show();
    }

    @Override
    public boolean onEpoch(EpochLoss epoch) {
        return !environment.interruption().isWished();
    }

    /** Shows that all groups are done. */
    public void finish() {
        line.finish();
    }

    @Override
    public void close() {
        line.close();
    }
}
