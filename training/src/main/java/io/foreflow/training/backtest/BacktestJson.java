package io.foreflow.training.backtest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.series.SensorId;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Formats the result of a backtest for programs. Unknown numbers are null. */
public final class BacktestJson {
    private final BacktestResult result;
    private final BacktestRun run;
    private final Map<SensorId, Baseline> naives;

    public BacktestJson(BacktestResult result, BacktestRun run) {
        this.result = result;
        this.run = run;
        this.naives = result.naives();
    }

    public ObjectNode toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode data = root.putArray("data");
        run.data().forEach(data::add);
        root.put("readings", run.readings());
        root.put("rejected", run.rejected());
        root.put("step", result.data().shape().step().toString());
        root.put("horizon", result.data().shape().horizon());
        root.put("cut", result.data().past().cut().toString());
        root.put("trainingWindows", result.data().past().windows().size());
        root.put("dataDigest", result.data().past().windows().digest());
        ObjectNode models = root.putObject("models");
        result.methods().forEach(method -> models.set(method, overall(method)));
        ObjectNode leftOut = root.putObject("leftOut");
        result.leftOut().forEach(leftOut::put);
        List<String> notes = result.evaluation().notes();
        if (!notes.isEmpty()) {
            ArrayNode notesJson = root.putArray("notes");
            notes.forEach(notesJson::add);
        }
        ArrayNode series = root.putArray("series");
        result.evaluation().sensors().forEach((sensor, scores) -> series.add(ofSensor(sensor, scores)));
        DaysSinceStart since = result.daysSinceStart();
        if (since.sensors() > 0) {
            root.set("newSensors", ofNew(since));
        }
        put(root, "seconds", run.total());
        root.put("machine", run.machine());
        root.put("foreflow", run.foreflow());
        return root;
    }

    private ObjectNode overall(String method) {
        Evaluation evaluation = result.evaluation();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, "mase", evaluation.mean(method).mase());
        put(node, "geometricMeanMase", evaluation.geometricMeanMase(method));
        put(node, "coverage", evaluation.mean(method).coverage());
        put(node, "shareWithinChosenNaive", NaiveChoice.shareWithin(naives, evaluation, method));
        node.put("fallbacks", result.of(method).fallbacks());
        node.put("clipped", result.of(method).clipped());
        put(node, "fitSeconds", run.secondsOf(method).fit());
        put(node, "forecastSeconds", run.secondsOf(method).forecast());
        ArrayNode notes = node.putArray("notes");
        result.of(method).notes().forEach(notes::add);
        return node;
    }

    private static ObjectNode ofNew(DaysSinceStart since) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("sensors", since.sensors());
        ArrayNode days = node.putArray("days");
        since.days().forEach(day -> {
            ObjectNode entry = days.addObject().put("day", day.number()).put("windows", day.windows());
            ObjectNode models = entry.putObject("models");
            day.evaluation().methods().forEach(method -> {
                ObjectNode model = models.putObject(method);
                put(model, "mae", day.evaluation().mean(method).mae());
                put(model, "mase", day.evaluation().mean(method).mase());
                model.put("fallbacks", day.fallbacks().getOrDefault(method, 0));
            });
        });
        return node;
    }

    private ObjectNode ofSensor(SensorId sensor, SensorScores scores) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("sensor", sensor.value());
        node.put("origins", scores.origins());
        node.put("targets", scores.targets());
        put(node, "yardstick", scores.yardstick());
        Baseline naive = naives.get(sensor);
        node.put("chosenNaive", naive == null ? null : naive.label());
        ObjectNode models = node.putObject("models");
        scores.scores().forEach((method, score) -> {
            ObjectNode model = models.putObject(method);
            put(model, "mae", score.mae());
            put(model, "mase", score.mase());
            put(model, "coverage", score.coverage());
            put(model, "winkler", score.winkler());
            put(model, "rmse", score.rmse());
            put(model, "bias", score.bias());
            List<ForecastErrors> leads = scores.byLead().getOrDefault(method, List.of());
            ObjectNode byLead = model.putObject("byLead");
            putAll(byLead, "mase", leads, ForecastErrors::mase);
            putAll(byLead, "coverage", leads, ForecastErrors::coverage);
        });
        return node;
    }

    private static void putAll(
            ObjectNode node, String name, List<ForecastErrors> leads, ToDoubleFunction<ForecastErrors> number) {
        ArrayNode array = node.putArray(name);
        leads.stream().mapToDouble(number).forEach(value -> {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        });
    }

    private static void put(ObjectNode node, String name, double number) {
        if (Double.isFinite(number)) {
            node.put(name, number);
        } else {
            node.putNull(name);
        }
    }
}
