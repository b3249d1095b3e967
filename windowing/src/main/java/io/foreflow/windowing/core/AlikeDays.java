package io.foreflow.windowing.core;

/**
 * Computes means over the latest days of the same kind: the same day of the week and no holiday. Holidays are of
 * Sunday's kind. One instance serves one window.
 */
final class AlikeDays {
    private static final int MOST = 4;

    private final double[] present;
    private final LocalTimeIndex.Alignment alignment;
    private final long firstDay;
    private final byte[] kinds;
    private final int[] daysBefore;

    /** The day to which {@link #daysBefore} belongs. */
    private int day = -1;

    private int alike;

    /**
     * @param present values known at the origin, by slot; NaN where a value is missing
     * @param slots number of slots: those of {@code present}, then those of the target
     */
    AlikeDays(double[] present, LocalTimeIndex.Alignment alignment, DayKinds calendar, int slots) {
        this.present = present;
        this.alignment = alignment;
        // One more day at both ends: clocks that are put back past midnight return to the previous day.
        this.firstDay = alignment.dayOf(0) - 1;
        this.kinds = calendar.kinds(firstDay, (int) (alignment.dayOf(slots - 1) + 1 - firstDay) + 1);
        this.daysBefore = new int[kinds.length];
    }

    /**
     * Returns the mean at the local time of slot {@code i} over the latest one to four days before it that are of the
     * same kind and present; NaN if there is no such day.
     */
    double before(int i) {
        lookUp((int) (alignment.dayOf(i) - firstDay));
        double sum = 0;
        int count = 0;
        for (int a = 0; a < alike && count < MOST; a++) {
            int at = alignment.before(i, daysBefore[a]);
            double value = at >= 0 && at < present.length ? present[at] : Double.NaN;
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private void lookUp(int wanted) {
        if (wanted == day) {
            return;
        }
        day = wanted;
        alike = 0;
        for (int before = 1; before <= wanted; before++) {
            if (kinds[wanted - before] == kinds[wanted]) {
                daysBefore[alike++] = before;
            }
        }
    }
}
