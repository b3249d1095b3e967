package io.foreflow.models.forecast;

import io.foreflow.models.network.Shape;
import io.foreflow.models.series.WindowShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The inputs of all networks of a model: networks with the same features and covariates read the same rows. */
public final class NetworkInputs {
    private final WindowShape shape;
    private final Map<InputKind, EncoderRows> encoded = new HashMap<>();
    private final Map<List<CovariateInput>, HourlyRows> hourly = new HashMap<>();

    private record InputKind(FeatureSet features, List<CovariateInput> covariates) {}

    /** @param shape shape of the windows */
    public NetworkInputs(WindowShape shape) {
        this.shape = shape;
    }

    WindowShape shape() {
        return shape;
    }

    /**
     * Returns the rows of these inputs.
     *
     * @throws IllegalArgumentException if covariates are given and cannot be read
     */
    InputRows of(FeatureSet features, List<CovariateInput> covariates) {
        return features == FeatureSet.BLEND_HOURS
                ? hourly.computeIfAbsent(
                        covariates,
                        read -> new HourlyRows(new HourlyLayout(shape, read), encoded(FeatureSet.BLEND_ROW, read)))
                : encoded(features, covariates);
    }

    private EncoderRows encoded(FeatureSet features, List<CovariateInput> covariates) {
        return encoded.computeIfAbsent(
                new InputKind(features, covariates),
                kind -> new EncoderRows(
                        features.encoder(shape, covariates),
                        features.inputs(shape, covariates).values().stream()
                                .mapToInt(Shape::size)
                                .toArray()));
    }
}
