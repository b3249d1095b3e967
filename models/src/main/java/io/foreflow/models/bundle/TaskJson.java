package io.foreflow.models.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.ModelTask;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes and reads a model's task as JSON. */
final class TaskJson {
    /** The kind of a forecaster in {@code model.json}. The name comes from a time with only one kind. */
    static final String FORECASTER = "network";

    /** The kind of a forecaster of several networks in {@code model.json}. */
    static final String ENSEMBLE = "ensemble";

    /** The kind of a classifier or regressor in {@code model.json}. */
    static final String INFERENCE = "inference";

    private static final String INTERVALS = "intervals";

    /** Maximum number of steps, more than a day of the shortest step, a second. */
    private static final int MAX_STEPS = 100_000;

    private static final int MAX_ZONES = 1_000;

    /** Maximum number of members and of shares: a few for each of many sensors. */
    static final int MAX_MEMBERS = 100_000;

    private static final int MAX_SHARES = 100;

    private static final int MAX_COVARIATES = 1_000;

    private TaskJson() {}

    static String kind(ModelTask task) {
        if (task instanceof ForecastTask forecast) {
            return forecast.isSingle() ? FORECASTER : ENSEMBLE;
        }
        return INFERENCE;
    }

    static void write(ObjectNode json, ModelTask task) {
        if (task instanceof ForecastTask forecast) {
            writeForecast(json, forecast);
        } else if (task instanceof InferenceTask inference) {
            TabularJson.write(json.putObject("input"), inference.input());
            TabularJson.write(json.putObject("output"), inference.output());
        }
    }

    private static void writeForecast(ObjectNode json, ForecastTask task) {
        json.putObject("window")
                .put("step", task.shape().step().toString())
                .put("history", task.shape().history())
                .put("horizon", task.shape().horizon());
        ArrayNode zones = json.putArray("zones");
        task.zones().stream().map(ZoneId::getId).sorted().forEach(zones::add);
        writeBound(json, "lower", task.bounds().lower());
        writeBound(json, "upper", task.bounds().upper());
        if (!task.intervals().isEmpty()) {
            ArrayNode sensors = json.putArray(INTERVALS);
            task.intervals().sensors().keySet().forEach(sensor -> sensors.add(sensor.value()));
        }
        if (task.isSingle()) {
            json.put("features", task.members().get(0).features());
            writeCovariates(json, task.members().get(0).covariates());
            return;
        }
        ArrayNode members = json.putArray("members");
        task.members().forEach(member -> {
            ObjectNode node = members.addObject().put("name", member.name()).put("features", member.features());
            ArrayNode parts = node.putArray("parts");
            member.networks().forEach(parts::add);
            writeCovariates(node, member.covariates());
            member.sensor().ifPresent(sensor -> node.put("sensor", sensor.value()));
        });
        ObjectNode mixes = json.putObject("mixes");
        new TreeMap<>(task.sharesBySensor())
                .forEach((sensor, shares) -> writeMix(mixes.putObject(sensor.value()), shares));
        writeMix(json.putObject("otherwise"), task.otherShares());
    }

    /** Writes covariates; the field is absent if there are none. */
    private static void writeCovariates(ObjectNode json, List<CovariateInput> covariates) {
        if (covariates.isEmpty()) {
            return;
        }
        ArrayNode array = json.putArray("covariates");
        covariates.forEach(covariate -> array.addObject()
                .put("name", covariate.name())
                .put("level", covariate.level())
                .put("scale", covariate.scale())
                .put("ahead", covariate.ahead()));
    }

    /** Writes a bound; the field is absent if there is none. */
    private static void writeBound(ObjectNode json, String name, double bound) {
        if (Double.isFinite(bound)) {
            json.put(name, bound);
        }
    }

    private static void writeMix(ObjectNode json, MemberShares shares) {
        shares.byMember().forEach(json::put);
    }

    /** Returns the task; null if there is a problem, which is recorded. */
    static @Nullable ModelTask read(JsonFields json, String kind) {
        return kind.equals(INFERENCE) ? TabularJson.read(json) : forecast(json, kind.equals(ENSEMBLE));
    }

    private static @Nullable ForecastTask forecast(JsonFields json, boolean ensemble) {
        JsonFields window = json.object("window");
        Step step = window.parsed(
                "step",
                "must be a duration that divides a day without remainder, such as PT1H",
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
        double lower = bound(json, "lower", Double.NEGATIVE_INFINITY);
        double upper = bound(json, "upper", Double.POSITIVE_INFINITY);
        if (!ensemble) {
            String features = json.text("features");
            List<CovariateInput> covariates = covariates(json);
            return step == null
                    ? null
                    : json.built(
                            "lower",
                            () -> new ForecastTask(
                                    new WindowShape(step, history, horizon),
                                    zones,
                                    new TargetBounds(lower, upper),
                                    features,
                                    covariates));
        }
        List<Member> members = json.elements("members", MAX_MEMBERS).stream()
                .map(TaskJson::member)
                .flatMap(Stream::ofNullable)
                .toList();
        Map<SensorId, MemberShares> mixes = new HashMap<>();
        json.objects("mixes", MAX_MEMBERS).forEach((sensor, shares) -> {
            SensorId id = sensor(json, "mixes", sensor);
            MemberShares read = shares(shares);
            if (id != null && read != null) {
                mixes.put(id, read);
            }
        });
        MemberShares otherwise = shares(json.object("otherwise"));
        return step == null || otherwise == null
                ? null
                : json.built(
                        "members",
                        () -> new ForecastTask(
                                new WindowShape(step, history, horizon),
                                zones,
                                new TargetBounds(lower, upper),
                                members,
                                mixes,
                                otherwise));
    }

    /**
     * Returns the sensors whose first intervals are in {@value Archive#INTERVALS}, in its order.
     *
     * @return empty if the task has no field of intervals
     */
    static Optional<List<SensorId>> intervals(JsonFields json) {
        return json.raw(INTERVALS).isMissingNode()
                ? Optional.empty()
                : Optional.of(json.texts(INTERVALS, MAX_MEMBERS).stream()
                        .map(text -> sensor(json, INTERVALS, text))
                        .flatMap(Stream::ofNullable)
                        .toList());
    }

    private static double bound(JsonFields json, String name, double none) {
        return json.raw(name).isMissingNode() ? none : json.finite(name);
    }

    /** Returns the member; null if there is a problem, which is recorded. */
    private static @Nullable Member member(JsonFields json) {
        SensorId sensor = json.raw("sensor").isMissingNode() ? null : sensor(json, "sensor", json.text("sensor"));
        String name = json.text("name");
        List<String> parts = json.lines("parts", MAX_SHARES);
        String features = json.text("features");
        List<CovariateInput> covariates = covariates(json);
        return json.built("parts", () -> new Member(name, parts, features, covariates, Optional.ofNullable(sensor)));
    }

    private static List<CovariateInput> covariates(JsonFields json) {
        if (json.raw("covariates").isMissingNode()) {
            return List.of();
        }
        return json.elements("covariates", MAX_COVARIATES).stream()
                .map(TaskJson::covariate)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** Returns the covariate; null if there is a problem, which is recorded. */
    private static @Nullable CovariateInput covariate(JsonFields json) {
        String name = json.text("name");
        double level = json.finite("level");
        double scale = json.finite("scale");
        boolean ahead = json.flag("ahead");
        return json.built("scale", () -> new CovariateInput(name, level, scale, ahead));
    }

    /** Returns the sensor; null if there is a problem, which is recorded. */
    private static @Nullable SensorId sensor(JsonFields json, String field, String text) {
        try {
            return SensorId.of(text);
        } catch (IllegalArgumentException e) {
            json.problems().add(field + ": " + e.getMessage());
            return null;
        }
    }

    /** Returns the member shares; null if there is a problem, which is recorded. */
    private static @Nullable MemberShares shares(JsonFields json) {
        Map<String, Double> shares = json.finites(MAX_SHARES);
        return json.built("", () -> new MemberShares(shares));
    }
}
