package io.foreflow.training.ensemble;

import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.HourlyEncoder;
import io.foreflow.models.forecast.HourlyLayout;
import io.foreflow.models.forecast.WindowEncoder;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.training.data.WindowSet;
import java.util.Arrays;
import java.util.List;

/**
 * Windows as rows of {@link FeatureSet#BLEND_ROW}, for linear regression.
 *
 * @param x [count · features], row after row
 * @param y [count · horizon], the encoded targets
 * @param hours local hour of each row's origin
 * @param count number of rows
 */
@SuppressWarnings("ArrayRecordComponent") // read by the fits of this package alone, and never compared
record EncodedRows(float[] x, float[] y, int[] hours, int count) {

    /** Encodes the windows that know enough of their sensor, at most {@code most} of them, evenly spread. */
    static EncodedRows of(List<TrainingWindow> windows, HourlyLayout layout, int most) {
        WindowEncoder encoder = FeatureSet.BLEND_ROW.encoder(layout.shape(), layout.covariates());
        int features = layout.rowSize();
        int horizon = layout.shape().horizon();
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
}
