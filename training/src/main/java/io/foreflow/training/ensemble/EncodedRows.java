package io.foreflow.training.ensemble;

import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.HourlyEncoder;
import io.foreflow.models.forecast.WindowEncoder;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.WindowSet;
import java.util.Arrays;
import java.util.List;

/**
 * Windows as rows of {@link FeatureSet#BLEND_ROW}, for linear regression.
 *
 * @param x [count · features], row after row
 * @param y [count · horizon], the targets as the encoder tells them
 * @param hours the local hour of each row's origin
 * @param count of rows
 */
@SuppressWarnings("ArrayRecordComponent") // read by the fits of this package alone, and never compared
record EncodedRows(float[] x, float[] y, int[] hours, int count) {

    /** Those windows that know enough of their sensor, at most {@code most} of them, evenly spread. */
    static EncodedRows of(List<TrainingWindow> windows, WindowShape shape, int most) {
        WindowEncoder encoder = FeatureSet.BLEND_ROW.encoder(shape);
        int features = HourlyEncoder.rowSize(shape);
        int horizon = shape.horizon();
        List<TrainingWindow> taken = WindowSet.spread(windows, most);
        float[][] x = {new float[taken.size() * features]};
        float[] y = new float[taken.size() * horizon];
        int[] hours = new int[taken.size()];
        int count = 0;
        for (TrainingWindow window : taken) {
            if (!encoder.load(window.window())) {
                continue;
            }
            encoder.write(x, count);
            for (int lead = 0; lead < horizon; lead++) {
                y[count * horizon + lead] = encoder.encode(lead, window.target().at(lead));
            }
            hours[count++] = HourlyEncoder.hour(window.window());
        }
        return new EncodedRows(
                Arrays.copyOf(x[0], count * features),
                Arrays.copyOf(y, count * horizon),
                Arrays.copyOf(hours, count),
                count);
    }

    int features() {
        return count == 0 ? 0 : x.length / count;
    }

    int horizon() {
        return count == 0 ? 0 : y.length / count;
    }

    /** One after the other. */
    static EncodedRows joined(List<EncodedRows> all) {
        int count = all.stream().mapToInt(EncodedRows::count).sum();
        float[] x = new float[all.stream().mapToInt(rows -> rows.x.length).sum()];
        float[] y = new float[all.stream().mapToInt(rows -> rows.y.length).sum()];
        int[] hours = new int[count];
        int atX = 0;
        int atY = 0;
        int at = 0;
        for (EncodedRows rows : all) {
            System.arraycopy(rows.x, 0, x, atX, rows.x.length);
            System.arraycopy(rows.y, 0, y, atY, rows.y.length);
            System.arraycopy(rows.hours, 0, hours, at, rows.count);
            atX += rows.x.length;
            atY += rows.y.length;
            at += rows.count;
        }
        return new EncodedRows(x, y, hours, count);
    }
}
