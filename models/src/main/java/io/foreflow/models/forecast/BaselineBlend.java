package io.foreflow.models.forecast;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Optional;

/**
 * The weighted mean of the baselines. Each weight is 1 / error⁴, where the error is the baseline's own over the week
 * before the origin. The blend is close to the best baseline if one is clearly best, and close to the mean if all are
 * equally good. Bates and Granger weight in inverse proportion to powers of errors ("The combination of forecasts",
 * Operational Research Quarterly 20, 1969). The power was chosen on the hourly series of the M4 competition and on
 * traffic.
 */
public final class BaselineBlend {
    /** Name of the method. */
    public static final String METHOD = "blend";

    /**
     * Minimum of an error as a share of the greatest one, so that a baseline without any error does not silence the
     * others for ever.
     */
    private static final double LEAST_SHARE = 1e-3;

    private BaselineBlend() {}

    /**
     * Returns one value for each target step. A step that no baseline with a known error knows is filled as
     * {@link Baseline#completed} does.
     *
     * @return empty while no baseline's error is known, or if a step stays unknown
     */
    public static Optional<Values> forecast(Window window) {
        double[] values = new double[window.shape().horizon()];
        return blend(window, values) ? Optional.of(Values.owning(values)) : Optional.empty();
    }

    /** Fills {@code target} with {@link #forecast}, one number a step. Returns false if that is impossible. */
    public static boolean blend(Window window, double[] target) {
        Baseline best = Baseline.best(window).orElse(null);
        if (best == null || !best.complete(window, target)) {
            return false;
        }
        BaselineErrors errors = window.baselines();
        double greatest = greater(greater(greater(0, errors.yesterday()), errors.lastWeek()), errors.usual());
        double yesterday = weight(errors.yesterday(), greatest);
        double lastWeek = weight(errors.lastWeek(), greatest);
        // Days alike and the usual value are two forms of one idea, and share one error.
        double weeks = weight(errors.usual(), greatest) / 2;
        for (int lead = 0; lead < target.length; lead++) {
            double usual = window.usual().at(lead);
            double alike = window.alike().at(lead);
            double sum = 0;
            double weights = 0;
            if (known(yesterday, window.yesterday().at(lead))) {
                sum += yesterday * window.yesterday().at(lead);
                weights += yesterday;
            }
            if (known(lastWeek, window.lastWeek().at(lead))) {
                sum += lastWeek * window.lastWeek().at(lead);
                weights += lastWeek;
            }
            if (known(weeks, usual)) {
                sum += weeks * usual;
                weights += weeks;
            }
            if (known(weeks, alike) || known(weeks, usual)) {
                sum += weeks * (Double.isNaN(alike) ? usual : alike);
                weights += weeks;
            }
            if (weights > 0) {
                target[lead] = sum / weights;
            }
        }
        return true;
    }

    private static boolean known(double weight, double value) {
        return weight > 0 && !Double.isNaN(value);
    }

    /** Returns the weight; 0 if the error is unknown. */
    private static double weight(double error, double greatest) {
        if (Double.isNaN(error)) {
            return 0;
        }
        if (!(greatest > 0)) {
            return 1;
        }
        double share = Math.max(LEAST_SHARE, error / greatest);
        return 1 / (share * share * share * share);
    }

    private static double greater(double greatest, double error) {
        return Double.isNaN(error) ? greatest : Math.max(greatest, error);
    }
}
