package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the history beside its usual values, and everything else that the window knows. The target is the residual to
 * the base: the window's best baseline or, if blended, the {@link BaselineBlend} of all.
 *
 * <p>The steps are {@value #STEP_FEATURES} numbers for each step of the history, oldest first: value and usual value,
 * relative to the level. The context is, with d = min(horizon, steps of a day):
 *
 * <ol>
 * <li>horizon × base, relative to the level
 * <li>horizon × yesterday − base, horizon × lastWeek − base, horizon × usual − base; blended, horizon × alike − base
 * <li>d × deviation of the last day from usual: yesterday − usualPast
 * <li>{@value #HOURS} × local hour of the week of the origin, {@value #HOURS_OF_DAY} × its hour of the day,
 * {@value #DAYS} × its day of the week, each 1 at one place
 * <li>trailing errors of yesterday, lastWeek, usual, over the scale
 * <li>the best of the three, as 1 at one place
 * <li>share of the target steps at which yesterday, lastWeek, usual are known; share of the last day's surprises that
 * are known; share of the history's usual values that are known; mean number of weeks in usual, over 4
 * <li>the covariates that are read, see {@link CovariateBlock}
 * </ol>
 *
 * <p>An unknown number is 0; the shares tell it from a known 0.
 */
final class ContextEncoder extends WindowEncoder {
    static final int STEP_FEATURES = 2;

    private static final int DAYS = LocalSeconds.DAYS_PER_WEEK;
    private static final int HOURS_OF_DAY = LocalSeconds.HOURS_PER_DAY;
    private static final int HOURS = DAYS * HOURS_OF_DAY;
    private static final int SEASONAL = 3;

    /** Number of baselines whose difference to their blend is encoded. */
    static final int BLENDED = SEASONAL + 1;

    /** Number of numbers about the baselines' trailing errors. */
    static final int ERRORS = 2 * SEASONAL;

    /** Number of numbers about how much is known. */
    static final int SHARES = 6;

    /** Number of numbers of the calendar. */
    static final int CALENDAR = HOURS + HOURS_OF_DAY + DAYS;

    private static final double WEEKS = 4;

    private final boolean oneRow;
    private final boolean blended;
    private final int surprises;
    private final CovariateBlock covariates;
    private @Nullable Window window;
    private Baseline best = Baseline.USUAL;

    /**
     * @param covariates covariates that are read
     * @param oneRow true for steps and context in one input, false for two inputs
     * @param blended true if the base is the {@link BaselineBlend}, and days alike are encoded, too; false if the base
     *     is the best baseline
     */
    ContextEncoder(WindowShape shape, List<CovariateInput> covariates, boolean oneRow, boolean blended) {
        super(shape);
        this.oneRow = oneRow;
        this.blended = blended;
        this.surprises = surprises(shape);
        this.covariates = new CovariateBlock(shape, covariates);
    }

    /** Returns the size of the context without its covariates. */
    static int size(WindowShape shape, boolean blended) {
        return (1 + (blended ? BLENDED : SEASONAL)) * shape.horizon() + surprises(shape) + CALENDAR + ERRORS + SHARES;
    }

    /** Returns the place in the context that is 1 for an origin at local hour {@code hour} of the day. */
    static int placeOfHour(WindowShape shape, boolean blended, int hour) {
        return (1 + (blended ? BLENDED : SEASONAL)) * shape.horizon() + surprises(shape) + HOURS + hour;
    }

    /** Returns the number of steps of the last day whose deviation from usual is encoded. */
    static int surprises(WindowShape shape) {
        return Math.min(shape.horizon(), shape.step().perDay());
    }

    @Override
    boolean prepare(Window window, double[] base) {
        Baseline baseline = Baseline.best(window).orElse(null);
        if (baseline == null || !(blended ? BaselineBlend.blend(window, base) : baseline.complete(window, base))) {
            return false;
        }
        this.window = window;
        this.best = baseline;
        return true;
    }

    @Override
    public void write(float[][] inputs, int row) {
        Window loaded = requireNonNull(window, "no window is loaded");
        int steps = shape().history() * STEP_FEATURES;
        int context = size(shape(), blended) + covariates.size();
        if (oneRow) {
            writeAt(inputs[0], row * (steps + context));
        } else {
            writeSteps(loaded, inputs[0], row * steps);
            writeContext(loaded, inputs[1], row * context);
        }
    }

    /** Writes steps and context of the loaded window from {@code start} on. */
    void writeAt(float[] to, int start) {
        Window loaded = requireNonNull(window, "no window is loaded");
        writeSteps(loaded, to, start);
        writeContext(loaded, to, start + shape().history() * STEP_FEATURES);
    }

    private void writeSteps(Window window, float[] to, int start) {
        int at = start;
        for (int i = 0; i < shape().history(); i++) {
            to[at++] = relative(window.history().at(i));
            to[at++] = relative(usualOfHistory(window, i));
        }
    }

    private void writeContext(Window window, float[] to, int start) {
        int horizon = shape().horizon();
        int at = start;
        for (int lead = 0; lead < horizon; lead++) {
            to[at++] = relative(base(lead));
        }
        at = writeResiduals(window.yesterday(), to, at);
        at = writeResiduals(window.lastWeek(), to, at);
        at = writeResiduals(window.usual(), to, at);
        if (blended) {
            at = writeResiduals(window.alike(), to, at);
        }
        int known = 0;
        for (int i = 0; i < surprises; i++) {
            double yesterday = window.yesterday().at(i);
            double usual = window.usualPast().at(i);
            to[at++] = difference(yesterday, usual);
            known += Double.isNaN(yesterday) || Double.isNaN(usual) ? 0 : 1;
        }
        at = writeCalendar(window, to, at);
        at = writeErrors(window, to, at);
        to[at++] = share(window.yesterday());
        to[at++] = share(window.lastWeek());
        to[at++] = share(window.usual());
        to[at++] = (float) known / surprises;
        to[at++] = shareOfUsualHistory(window);
        to[at++] = meanWeeks(window);
        covariates.write(window, to, at);
    }

    private int writeResiduals(Values values, float[] to, int start) {
        for (int lead = 0; lead < values.length(); lead++) {
            to[start + lead] = difference(values.at(lead), base(lead));
        }
        return start + values.length();
    }

    private static int writeCalendar(Window window, float[] to, int start) {
        Arrays.fill(to, start, start + CALENDAR, 0f);
        long local = window.localSecond(0);
        int hour = LocalSeconds.hour(local);
        int day = LocalSeconds.dayOfWeek(LocalSeconds.day(local));
        to[start + day * HOURS_OF_DAY + hour] = 1f;
        to[start + HOURS + hour] = 1f;
        to[start + HOURS + HOURS_OF_DAY + day] = 1f;
        return start + CALENDAR;
    }

    private int writeErrors(Window window, float[] to, int start) {
        int at = start;
        to[at++] = difference(window.baselines().yesterday(), 0);
        to[at++] = difference(window.baselines().lastWeek(), 0);
        to[at++] = difference(window.baselines().usual(), 0);
        to[at++] = best == Baseline.YESTERDAY ? 1f : 0f;
        to[at++] = best == Baseline.LAST_WEEK ? 1f : 0f;
        to[at++] = best == Baseline.USUAL ? 1f : 0f;
        return at;
    }

    /** Returns the usual value of step {@code i} of the history; NaN if it is unknown or longer ago than a day. */
    private static double usualOfHistory(Window window, int i) {
        int at = window.usualPast().length() - window.history().length() + i;
        return at < 0 ? Double.NaN : window.usualPast().at(at);
    }

    private static float shareOfUsualHistory(Window window) {
        int length = window.history().length();
        int known = 0;
        for (int i = 0; i < length; i++) {
            known += Double.isNaN(usualOfHistory(window, i)) ? 0 : 1;
        }
        return (float) known / length;
    }

    private static float share(Values values) {
        return (float) values.present() / values.length();
    }

    private static float meanWeeks(Window window) {
        int sum = 0;
        for (int lead = 0; lead < window.usualCounts().size(); lead++) {
            sum += window.usualCounts().get(lead);
        }
        return (float) (sum / (WEEKS * window.usualCounts().size()));
    }
}
