package io.foreflow.models.model;

/**
 * The data that a model was fitted to, and the course of the fit.
 *
 * @param dataDigest SHA-256 of the sorted training windows, or of the data set's files, hex
 * @param rows number of rows; for a forecaster, training windows
 * @param sensors number of sensors; 0 if the rows came from none
 * @param seed seed of the fit
 * @param epochs number of epochs
 * @param bestEpoch epoch whose weights were kept, from 1
 */
public record FitFacts(String dataDigest, long rows, int sensors, long seed, int epochs, int bestEpoch) {
    /** Makes the facts of a fit to rows that came from no sensors. */
    public FitFacts(String dataDigest, long rows, long seed, int epochs, int bestEpoch) {
        this(dataDigest, rows, 0, seed, epochs, bestEpoch);
    }
}
