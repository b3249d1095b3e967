package io.foreflow.models.forecast;

/**
 * The share of a model's covariates that a window knows: none, some or all. The label is that of
 * {@code foreflow_forecasts_covariates_total}.
 */
public enum CovariatesKnown {
    /** The model reads no covariates. */
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
     * @param read number of covariates that the model reads, at least 0
     * @param known number of them that the window knows
     */
    public static CovariatesKnown of(int read, int known) {
        if (read == 0) {
            return NOT_READ;
        }
        return known == 0 ? NONE : known == read ? ALL : SOME;
    }
}
