package io.foreflow.models.forecast;

import io.foreflow.models.network.Shape;
import io.foreflow.models.series.WindowShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The inputs of all networks of a model: networks with the same features and covariates read the same rows. */
public final class NetworkInputs {
    private final WindowShape shape;
    private final Map<InputKind, InputRows> rows = new HashMap<>();

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
        InputKind kind = new InputKind(features, covariates);
        InputRows known = rows.get(kind);
        if (known == null) {
            int[] sizes = features.inputs(shape, covariates).values().stream()
                    .mapToInt(Shape::size)
                    .toArray();
            known = new InputRows(encoder(features, covariates), sizes);
            rows.put(kind, known);
        }
        return known;
    }

    private WindowEncoder encoder(FeatureSet features, List<CovariateInput> covariates) {
        // The hours' rows begin with the row that other networks read.
        return features == FeatureSet.BLEND_HOURS
                        && of(FeatureSet.BLEND_ROW, covariates).encoder() instanceof ContextEncoder row
                ? new HourlyEncoder(new HourlyLayout(shape, covariates), row)
                : features.encoder(shape, covariates);
    }
}
