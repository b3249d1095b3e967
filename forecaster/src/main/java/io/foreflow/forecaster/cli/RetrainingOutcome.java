package io.foreflow.forecaster.cli;

/** The outcome of one retraining run. */
enum RetrainingOutcome {
    PUBLISHED("published", Foreflow.SUCCESS),
    /** There are no new windows, or a trial is under way. */
    NOTHING_TO_DO("nothingToDo", Foreflow.SUCCESS),
    /** The gate refused the model. */
    REFUSED("refused", 3),
    /** Another run retrains the model. */
    BUSY("busy", 4);

    private final String label;
    private final int exitCode;

    RetrainingOutcome(String label, int exitCode) {
        this.label = label;
        this.exitCode = exitCode;
    }

    /** Returns the name for scripts. */
    String label() {
        return label;
    }

    int exitCode() {
        return exitCode;
    }
}
