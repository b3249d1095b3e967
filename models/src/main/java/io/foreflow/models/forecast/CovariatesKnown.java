package io.foreflow.models.forecast;

/** How many of the covariates that a model reads a window knew. The label is that of {@code foreflow_forecasts_covariates_total}. */
public enum CovariatesKnown {
    /** The model reads none. */
    NOT_READ("notRead"),
    ALL("all"),
    SOME("some"),
    NONE("none");

    private final String label;

    CovariatesKnown(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /**
     * @param read how many the model reads, at least 0
     * @param known how many of them the window knew
     */
    public static CovariatesKnown of(int read, int known) {
        if (read == 0) {
            return NOT_READ;
        }
        return known == 0 ? NONE : known == read ? ALL : SOME;
    }
}
