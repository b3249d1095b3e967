package io.foreflow.training.data;

import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.util.List;

/**
 * Training windows split in two by time, over all sensors at once. Windows that overlap the cut are dropped: every
 * target of a training window lies before every target of a validation window.
 *
 * @param training windows whose targets end at or before {@code cut}
 * @param validation windows whose origins are at or after {@code cut}
 * @param cut the first origin that validates
 * @param purged number of windows that were dropped because their targets reach over the cut
 */
public record Split(WindowSet training, WindowSet validation, Instant cut, int purged) {

    /**
     * Splits so that the latest windows validate.
     *
     * @param validationShare share of all windows, above 0 and below 1
     * @throws TooLittleDataException if either part would be empty
     */
    public static Split byTime(WindowSet windows, double validationShare) {
        if (!(validationShare > 0 && validationShare < 1)) {
            throw new IllegalArgumentException(
                    "the share of windows that validate (" + validationShare + ") must be above 0 and below 1");
        }
        List<Instant> origins = windows.origins();
        Instant cut = origins.get((int) Math.floor((1 - validationShare) * origins.size()));
        Split split = cut(windows, cut);
        if (split.training().size() == 0) {
            WindowShape shape = windows.shape();
            throw new TooLittleDataException(windows.size() + " training windows between " + origins.get(0) + " and "
                    + origins.get(origins.size() - 1) + " are too few: none is left to train on once the last "
                    + Math.round(100 * validationShare) + " % are set aside to validate and the " + shape.horizon()
                    + " steps before them are dropped; wait for more data");
        }
        return split;
    }

    /**
     * Splits so that the windows from a cut on validate.
     *
     * @throws IllegalArgumentException if either part would be empty
     */
    public static Split at(WindowSet windows, Instant cut) {
        Split split = cut(windows, cut);
        if (split.training().size() == 0 || split.validation().size() == 0) {
            throw new IllegalArgumentException("of " + windows.size() + " training windows "
                    + split.training().size()
                    + " end before " + cut + " and " + split.validation().size() + " begin at or after it; both must be"
                    + " some");
        }
        return split;
    }

    private static Split cut(WindowSet windows, Instant cut) {
        WindowSet training = windows.filter(window -> !targetEnd(window).isAfter(cut));
        WindowSet validation =
                windows.filter(window -> !window.window().origin().isBefore(cut));
        return new Split(training, validation, cut, windows.size() - training.size() - validation.size());
    }

    private static Instant targetEnd(TrainingWindow window) {
        return window.window().targetTime(window.window().shape().horizon());
    }
}
