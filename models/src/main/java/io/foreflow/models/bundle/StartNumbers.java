package io.foreflow.models.bundle;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelTask;
import io.foreflow.models.network.Shape;
import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@value Archive#INTERVALS}: the first intervals. The tensor {@value #SENSORS} has a row for each sensor that the task
 * lists, {@value #OTHERS} one for all other sensors. A row holds the numbers of an {@link IntervalTracker}. Either
 * tensor may be absent.
 */
final class StartNumbers {
    private static final String SENSORS = "sensors";
    private static final String OTHERS = "others";

    /** Maximum length in bytes; the header takes a few hundred. */
    static final int MAX_LENGTH = Float.BYTES * IntervalStarts.MAX_NUMBERS + 4_096;

    private StartNumbers() {}

    /** Returns the entry; empty if the task has no first intervals. */
    static Optional<byte[]> write(ModelTask task) {
        if (!(task instanceof ForecastTask forecast) || forecast.intervals().isEmpty()) {
            return Optional.empty();
        }
        IntervalStarts starts = forecast.intervals();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        if (!starts.sensors().isEmpty()) {
            tensors.put(SENSORS, rows(List.copyOf(starts.sensors().values())));
        }
        starts.others().ifPresent(tracker -> tensors.put(OTHERS, rows(List.of(tracker))));
        return Optional.of(Safetensors.write(new Weights(tensors)));
    }

    private static Tensor rows(List<IntervalTracker> trackers) {
        int length = IntervalTracker.numbers(trackers.get(0).horizon());
        float[] rows = new float[trackers.size() * length];
        for (int row = 0; row < trackers.size(); row++) {
            System.arraycopy(trackers.get(row).numbers(), 0, rows, row * length, length);
        }
        return Tensor.owning(Shape.of(trackers.size(), length), rows);
    }

    /**
     * Returns the model's task, with the intervals of the entry.
     *
     * @param file the entry; empty if the bundle has none
     * @throws BundleException if the entry contradicts the model, or holds numbers that no tracker has
     */
    static ModelTask read(Optional<byte[]> file, ModelJson.ModelDescription model) {
        if (file.isEmpty() && model.intervals().isEmpty()) {
            return model.task();
        }
        if (!(model.task() instanceof ForecastTask task)) {
            throw invalid("is for forecasters, and the model is not one", null);
        }
        List<SensorId> sensors = model.intervals()
                .orElseThrow(() ->
                        invalid("belongs to no sensors: task.intervals of " + Archive.MODEL + " is missing", null));
        byte[] bytes = file.orElseThrow(() -> invalid("is missing, though task.intervals lists sensors", null));
        if (bytes.length > MAX_LENGTH) {
            throw new BundleException(
                    BundleProblem.TOO_LARGE,
                    "the bundle's " + Archive.INTERVALS + " has " + bytes.length + " bytes; at most " + MAX_LENGTH
                            + " are allowed; train the model again with fewer sensors");
        }
        try {
            return task.with(
                    starts(Safetensors.read(bytes), sensors, task.shape().horizon()));
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private static IntervalStarts starts(Weights weights, List<SensorId> sensors, int horizon) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
        List<IntervalTracker> own = trackers(SENSORS, tensors.remove(SENSORS), sensors.size(), horizon);
        Tensor shared = tensors.remove(OTHERS);
        List<IntervalTracker> others = trackers(OTHERS, shared, shared == null ? 0 : 1, horizon);
        if (!tensors.isEmpty()) {
            throw new IllegalArgumentException("has tensors " + tensors.keySet() + ", which are unknown");
        }
        SortedMap<SensorId, IntervalTracker> bySensor = new TreeMap<>();
        for (int i = 0; i < own.size(); i++) {
            if (bySensor.put(sensors.get(i), own.get(i)) != null) {
                throw new IllegalArgumentException("has two rows for sensor " + sensors.get(i));
            }
        }
        return new IntervalStarts(bySensor, others.stream().findFirst());
    }

    private static List<IntervalTracker> trackers(String name, @Nullable Tensor tensor, int rows, int horizon) {
        if (rows == 0 && tensor == null) {
            return List.of();
        }
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "lacks tensor " + name + ", where task.intervals lists " + rows + " sensors");
        }
        int length = IntervalTracker.numbers(horizon);
        if (rows == 0 || !tensor.shape().equals(Shape.of(rows, length))) {
            throw new IllegalArgumentException("has tensor " + name + " of shape " + tensor.shape() + " where " + rows
                    + " trackers of " + length + " numbers are expected");
        }
        float[] numbers = tensor.toArray();
        List<IntervalTracker> trackers = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            try {
                trackers.add(IntervalTracker.of(Arrays.copyOfRange(numbers, row * length, (row + 1) * length)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "has tensor " + name + " whose row " + row + " is not an interval tracker: " + e.getMessage(),
                        e);
            }
        }
        return trackers;
    }

    private static BundleException invalid(String what, @Nullable Throwable cause) {
        return new BundleException(
                BundleProblem.INVALID,
                "the bundle's " + Archive.INTERVALS + " " + what + "; train the model again with this Foreflow",
                cause);
    }
}
