package io.foreflow.models.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.bundle.ModelBundle.InferenceTask;
import io.foreflow.models.bundle.ModelBundle.Task;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a model's inputs and result mean, as JSON. */
final class TaskJson {
    /** What {@code model.json} calls a forecaster: the name from when there was nothing else. */
    static final String FORECASTER = "network";

    /** What {@code model.json} calls a classifier or regressor. */
    static final String INFERENCE = "inference";

    /** More than a day of the shortest step, a second. */
    private static final int MAX_STEPS = 100_000;

    private static final int MAX_ZONES = 1_000;

    private TaskJson() {}

    static String kind(Task task) {
        return task instanceof InferenceTask ? INFERENCE : FORECASTER;
    }

    static void write(ObjectNode json, Task task) {
        if (task instanceof ForecastTask forecast) {
            json.putObject("window")
                    .put("step", forecast.shape().step().toString())
                    .put("history", forecast.shape().history())
                    .put("horizon", forecast.shape().horizon());
            ArrayNode zones = json.putArray("zones");
            forecast.zones().stream().map(ZoneId::getId).sorted().forEach(zones::add);
            json.put("features", forecast.features());
        } else if (task instanceof InferenceTask inference) {
            TabularJson.write(json.putObject("input"), inference.input());
            TabularJson.write(json.putObject("output"), inference.output());
        }
    }

    /** Null if there is a problem, which is noted. */
    static @Nullable Task read(Fields json, String kind) {
        return kind.equals(INFERENCE) ? TabularJson.read(json) : forecast(json);
    }

    private static @Nullable ForecastTask forecast(Fields json) {
        Fields window = json.object("window");
        Step step = window.parsed(
                "step",
                "must be a duration of which a whole number makes a day, such as PT1H",
                text -> Step.of(Duration.parse(text)));
        int history = (int) window.whole("history", 1, MAX_STEPS);
        int horizon = (int) window.whole("horizon", 1, MAX_STEPS);
        Set<ZoneId> zones = new HashSet<>();
        for (String zone : json.texts("zones", MAX_ZONES)) {
            try {
                zones.add(ZoneId.of(zone));
            } catch (DateTimeException e) {
                json.bad("zones", "must hold time zones that this JDK knows, not " + zone);
            }
        }
        String features = json.text("features");
        return step == null ? null : new ForecastTask(new WindowShape(step, history, horizon), zones, features);
    }
}
