package io.foreflow.training.data;

import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.WindowEncoder;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.TrainingWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encodes training windows as rows for an engine, exactly as a forecaster encodes them. */
public final class Encoding {
    private Encoding() {}

    /**
     * @param samples one row a window, in the windows' order
     * @param leftOut number of windows that know too little to be forecast, and are left out
     */
    public record EncodedWindows(Samples samples, int leftOut) {}

    /**
     * Returns rows to fit on.
     *
     * @param covariates covariates that are read
     * @param maskShare share of the rows, 0 to 1, whose weekly memory is masked
     * @param seed seed of the choice of these rows
     */
    public static EncodedWindows training(
            WindowSet windows, FeatureSet features, List<CovariateInput> covariates, double maskShare, long seed) {
        return encode(windows, MemoryMask.mask(windows.windows(), maskShare, seed), features, covariates);
    }

    /** Returns rows to fit on, without covariates. */
    public static EncodedWindows training(WindowSet windows, FeatureSet features, double maskShare, long seed) {
        return training(windows, features, List.of(), maskShare, seed);
    }

    /** Returns rows to validate on: the windows without a mask. */
    public static EncodedWindows validation(WindowSet windows, FeatureSet features, List<CovariateInput> covariates) {
        return encode(windows, windows.windows(), features, covariates);
    }

    /** Returns rows to validate on, without covariates. */
    public static EncodedWindows validation(WindowSet windows, FeatureSet features) {
        return validation(windows, features, List.of());
    }

    private static EncodedWindows encode(
            WindowSet set, List<TrainingWindow> windows, FeatureSet features, List<CovariateInput> covariates) {
        WindowEncoder encoder = features.encoder(set.shape(), covariates);
        List<TrainingWindow> usable = new ArrayList<>(windows.size());
        for (TrainingWindow window : windows) {
            if (encoder.load(window.window())) {
                usable.add(window);
            }
        }
        int leftOut = windows.size() - usable.size();
        if (usable.isEmpty()) {
            throw new TooLittleDataException("none of the " + windows.size()
                    + " windows knows enough of its sensor for the features " + features.label()
                    + "; more days of readings are needed");
        }
        return new EncodedWindows(rows(set, usable, features.inputs(set.shape(), covariates), encoder), leftOut);
    }

    private static Samples rows(
            WindowSet set, List<TrainingWindow> usable, Map<String, Shape> shapes, WindowEncoder encoder) {
        float[][] inputs = shapes.values().stream()
                .map(shape -> new float[shape.batch(usable.size()).size()])
                .toArray(float[][]::new);
        int horizon = set.shape().horizon();
        float[] targets = new float[usable.size() * horizon];
        for (int row = 0; row < usable.size(); row++) {
            TrainingWindow window = usable.get(row);
            encoder.load(window.window());
            encoder.write(inputs, row);
            for (int lead = 0; lead < horizon; lead++) {
                targets[row * horizon + lead] =
                        encoder.encode(lead, window.target().at(lead));
            }
        }
        Map<String, io.foreflow.models.engine.Rows> tensors = new LinkedHashMap<>();
        int input = 0;
        for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
            tensors.put(entry.getKey(), Tensor.owning(entry.getValue().batch(usable.size()), inputs[input++]));
        }
        return new Samples(tensors, Tensor.owning(Shape.of(usable.size(), horizon), targets));
    }
}
