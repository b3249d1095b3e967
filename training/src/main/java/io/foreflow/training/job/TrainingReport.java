package io.foreflow.training.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.evaluate.VerdictReport;
import io.foreflow.training.job.TrainingResult.DataFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Formats a training run and the scores of its model for people (Markdown) and for programs (JSON). */
public final class TrainingReport {
    /** Maximum number of sensors whose members are listed. */
    private static final int SHOWN_MIXES = 20;

    private static final String CANDIDATE = BlockEvaluation.CANDIDATE;

    private final TrainingResult result;
    private final RunFacts run;

    /**
     * Facts that the result does not know.
     *
     * @param seconds duration of the run
     * @param machine one line: processor, cores, memory, as far as known
     * @param verdict decision of the gate, if it was asked
     */
    public record RunFacts(double seconds, String machine, Optional<Verdict> verdict) {
        /** Creates the facts of a run without a gate. */
        public RunFacts(double seconds, String machine) {
            this(seconds, machine, Optional.empty());
        }
    }

    public TrainingReport(TrainingResult result, RunFacts run) {
        this.result = result;
        this.run = run;
    }

    public String markdown() {
        Evaluation evaluation = result.evaluation().evaluation();
        StringBuilder text = new StringBuilder();
        text.append("# Training report: ").append(result.bundle().ref()).append("\n\n");
        text.append(verdict(evaluation)).append("\n\n");
        run.verdict().ifPresent(gate -> text.append(new VerdictReport(gate).markdown()));
        what(text);
        data(text);
        text.append("## Validation\n\n");
        text.append(
                        "MASE on the validation block: mean absolute error over the mean absolute difference of yesterday's")
                .append(
                        " value in the training block. Below 1 is better than copying yesterday was; smaller is better.")
                .append(
                        " Imputed targets do not count; all methods are scored on the same targets. The same block chose the")
                .append(
                        " epoch, so the network's figures are slightly too good; only data that came later can judge it.\n\n");
        bySensor(text, evaluation, "MASE", ForecastErrors::mase, "%.3f");
        bySensor(text, evaluation, "MAE (unit of the sensor)", ForecastErrors::mae, "%.4g");
        bySensor(text, evaluation, "RMSE (unit of the sensor)", ForecastErrors::rmse, "%.4g");
        bySensor(text, evaluation, "Bias (forecast − actual, unit of the sensor)", ForecastErrors::bias, "%.4g");
        byLead(text, evaluation);
        losses(text, evaluation);
        return text.toString();
    }

    private String verdict(Evaluation evaluation) {
        double network = evaluation.mean(CANDIDATE).mase();
        String best = bestBaseline(evaluation, method -> evaluation.mean(method).mase());
        double other = evaluation.mean(best).mase();
        if (!Double.isFinite(network) || !Double.isFinite(other)) {
            return "No sensor has a yardstick in the training block: the errors are in the sensors' units only.";
        }
        return String.format(
                Locale.ROOT,
                "MASE %.3f on the validation block; the best baseline, %s, has %.3f. The network is %s.",
                network,
                best,
                other,
                network < other ? "better" : "not better: do not promote it");
    }

    /** Returns the baseline with the least number; the first if none is finite. */
    private static String bestBaseline(Evaluation evaluation, ToDoubleFunction<String> number) {
        String best = evaluation.methods().get(1);
        for (String method :
                evaluation.methods().subList(1, evaluation.methods().size())) {
            if (!(number.applyAsDouble(best) <= number.applyAsDouble(method))) {
                best = method;
            }
        }
        return best;
    }

    /** Returns the covariates that any member reads. */
    private String covariates() {
        String names = result.bundle().forecastTask().members().stream()
                .flatMap(member -> member.covariates().stream())
                .map(covariate -> covariate.name() + (covariate.ahead() ? " (also ahead)" : ""))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** Writes the members of an ensemble for each sensor. */
    private void members(StringBuilder text) {
        ForecastTask task = result.bundle().forecastTask();
        if (task.isSingle()) {
            return;
        }
        line(text, "networks", Integer.toString(result.bundle().networks().size()));
        new TreeMap<>(task.sharesBySensor())
                .entrySet().stream()
                        .limit(SHOWN_MIXES)
                        .forEach(own -> line(text, "members for " + own.getKey(), shares(own.getValue())));
        line(text, "members for other sensors", shares(task.otherShares()));
    }

    private static String shares(MemberShares own) {
        return own.byMember().entrySet().stream()
                .map(share -> share.getKey() + String.format(Locale.ROOT, " %.0f %%", 100 * share.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void what(StringBuilder text) {
        EpochLoss best = result.fit().epochs().get(result.fit().bestEpoch() - 1);
        text.append("## What was trained\n\n");
        line(text, "recipe", result.recipe().name() + ": " + result.recipe().description());
        line(text, "features", result.recipe().features().label());
        line(text, "covariates that are read", covariates());
        line(
                text,
                "parameters",
                String.format(Locale.ROOT, "%,d", result.bundle().parameters()));
        members(text);
        line(text, "engine", result.bundle().card().build().engine());
        line(text, "seed", Long.toString(result.recipe().training().seed()));
        line(
                text,
                "epochs",
                result.fit().epochs().size() + " of at most "
                        + result.recipe().training().epochs() + "; weights of epoch " + best.epoch());
        line(
                text,
                "loss",
                String.format(
                        Locale.ROOT,
                        "%s; training %.5f, validation %.5f",
                        result.recipe().training().loss().label(),
                        best.loss(),
                        best.validationLoss()));
        line(text, "seconds", String.format(Locale.ROOT, "%.1f", run.seconds()));
        line(text, "machine", run.machine());
        line(
                text,
                "software",
                "Foreflow " + result.bundle().card().build().foreflow() + ", JDK "
                        + result.bundle().card().build().jdk() + ", "
                        + result.bundle().card().build().architecture());
        text.append('\n');
    }

    private void data(StringBuilder text) {
        DataFacts data = result.data();
        text.append("## Data and split\n\n");
        line(
                text,
                "windows",
                data.windows() + " of " + data.sensors().size()
                        + (data.sensors().size() == 1 ? " sensor" : " sensors") + ", origins " + data.firstOrigin()
                        + " to " + data.lastOrigin());
        line(
                text,
                "window",
                result.bundle().forecastTask().shape().history() + " steps of history, "
                        + result.bundle().forecastTask().shape().horizon() + " of target, step "
                        + result.bundle().forecastTask().shape().step());
        line(text, "zones", data.zones().stream().map(Object::toString).collect(Collectors.joining(", ")));
        line(text, "SHA-256 of the windows", data.digest());
        line(text, "training", data.training() + " windows, all targets before " + data.cut());
        line(text, "validation", data.validation() + " windows, origins from " + data.cut() + " on");
        line(text, "dropped at the border", Integer.toString(data.purged()));
        line(text, "left out, too little known", Integer.toString(data.leftOut()));
        data.outliers().forEach(outliers -> line(text, "outliers", outliers));
        result.evaluation().evaluation().notes().forEach(note -> line(text, "scores", note));
        line(
                text,
                "shown without weekly memory",
                String.format(Locale.ROOT, "%.0f %%", 100 * result.recipe().maskShare()));
        line(
                text,
                "validation windows scored with the fallback",
                Integer.toString(result.evaluation().fallbacks()));
        text.append('\n');
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("- ").append(name).append(": ").append(value).append('\n');
    }

    private static void bySensor(
            StringBuilder text,
            Evaluation evaluation,
            String title,
            ToDoubleFunction<ForecastErrors> number,
            String format) {
        text.append("### ").append(title).append(" by sensor\n\n");
        header(text, "sensor | targets", evaluation.methods());
        evaluation
                .sensors()
                .forEach((sensor, scores) -> row(
                        text,
                        escaped(sensor) + " | " + scores.targets(),
                        evaluation.methods().stream()
                                .map(method -> number(format, number.applyAsDouble(scores.score(method))))
                                .toList()));
        row(
                text,
                "**mean** | " + evaluation.targets(),
                evaluation.methods().stream()
                        .map(method -> number(format, number.applyAsDouble(evaluation.mean(method))))
                        .toList());
        text.append('\n');
    }

    private static void byLead(StringBuilder text, Evaluation evaluation) {
        text.append("### MASE by lead, mean over the sensors\n\n");
        header(text, "lead (steps)", evaluation.methods());
        List<Values> columns =
                evaluation.methods().stream().map(evaluation::meanMaseByLead).toList();
        for (int i = 0; i < columns.get(0).length(); i++) {
            int lead = i;
            row(
                    text,
                    Integer.toString(lead + 1),
                    columns.stream()
                            .map(column -> number("%.3f", column.at(lead)))
                            .toList());
        }
        text.append('\n');
    }

    private static void header(StringBuilder text, String first, List<String> methods) {
        row(text, first, methods);
        text.append("|---".repeat(first.split("\\|").length))
                .append("|---:".repeat(methods.size()))
                .append("|\n");
    }

    private static void row(StringBuilder text, String first, List<String> cells) {
        text.append("| ")
                .append(first)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n");
    }

    private static String escaped(SensorId sensor) {
        return sensor.value().replace("|", "\\|");
    }

    private static String number(String format, double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "–";
    }

    private static void losses(StringBuilder text, Evaluation evaluation) {
        List<String> losses = new ArrayList<>();
        evaluation.sensors().forEach((sensor, scores) -> {
            String best =
                    bestBaseline(evaluation, method -> scores.score(method).mae());
            if (!(scores.score(CANDIDATE).mae() < scores.score(best).mae())) {
                losses.add(String.format(
                        Locale.ROOT,
                        "at sensor %s to %s (MAE %.4g against %.4g)",
                        escaped(sensor),
                        best,
                        scores.score(CANDIDATE).mae(),
                        scores.score(best).mae()));
            }
        });
        Values network = evaluation.meanMaseByLead(CANDIDATE);
        for (int i = 0; i < network.length(); i++) {
            int lead = i;
            String best = bestBaseline(
                    evaluation, method -> evaluation.meanMaseByLead(method).at(lead));
            double other = evaluation.meanMaseByLead(best).at(lead);
            if (network.at(lead) >= other) {
                losses.add(String.format(
                        Locale.ROOT,
                        "at lead %d to %s (MASE %.3f against %.3f)",
                        lead + 1,
                        best,
                        network.at(lead),
                        other));
            }
        }
        text.append("## Where it loses\n\n");
        if (losses.isEmpty()) {
            text.append("Nowhere: at every sensor and every lead it is better than the best baseline there.\n");
        } else {
            losses.forEach(loss -> text.append("- ").append(loss).append('\n'));
        }
    }

    /** Returns the same as a tree; absent numbers are null. */
    public ObjectNode json() {
        DataFacts data = result.data();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("model")
                .put("name", result.bundle().ref().name())
                .put("version", result.bundle().ref().version());
        json.put("recipe", result.recipe().name());
        json.put("features", result.recipe().features().label());
        json.put("parameters", result.bundle().parameters());
        json.set("network", SpecJson.toJson(result.recipe().network()));
        json.set("training", SpecJson.toJson(result.recipe().training()));
        ObjectNode windows = json.putObject("data");
        windows.put("sha256", data.digest());
        windows.put("windows", data.windows());
        windows.put("sensors", data.sensors().size());
        ArrayNode zones = windows.putArray("zones");
        data.zones().forEach(zone -> zones.add(zone.getId()));
        windows.put("firstOrigin", data.firstOrigin().toString());
        windows.put("lastOrigin", data.lastOrigin().toString());
        windows.put("cut", data.cut().toString());
        windows.put("training", data.training());
        windows.put("validation", data.validation());
        windows.put("purged", data.purged());
        windows.put("leftOut", data.leftOut());
        if (!data.outliers().isEmpty()) {
            ArrayNode outliers = windows.putArray("outliers");
            data.outliers().forEach(outliers::add);
        }
        json.put("fallbacks", result.evaluation().fallbacks());
        json.put("bestEpoch", result.fit().bestEpoch());
        ArrayNode epochs = json.putArray("epochs");
        for (EpochLoss epoch : result.fit().epochs()) {
            put(
                    put(epochs.addObject().put("epoch", epoch.epoch()), "loss", epoch.loss()),
                    "validationLoss",
                    epoch.validationLoss());
        }
        json.put("seconds", run.seconds());
        json.put("machine", run.machine());
        json.put("foreflow", result.bundle().card().build().foreflow());
        json.put("jdk", result.bundle().card().build().jdk());
        json.put("architecture", result.bundle().card().build().architecture());
        scores(json, result.evaluation().evaluation());
        run.verdict().ifPresent(gate -> json.set("gate", new VerdictReport(gate).json()));
        return json;
    }

    private static void scores(ObjectNode json, Evaluation evaluation) {
        ObjectNode mean = json.putObject("mean");
        evaluation.methods().forEach(method -> mean.set(method, score(evaluation.mean(method))));
        ArrayNode sensors = json.putArray("sensors");
        for (Map.Entry<SensorId, SensorScores> entry : evaluation.sensors().entrySet()) {
            ObjectNode sensor = sensors.addObject().put("sensor", entry.getKey().value());
            sensor.put("origins", entry.getValue().origins())
                    .put("targets", entry.getValue().targets());
            put(sensor, "yardstick", entry.getValue().yardstick());
            ObjectNode methods = sensor.putObject("methods");
            entry.getValue().scores().forEach((method, score) -> {
                ObjectNode node = score(score);
                ArrayNode leads = node.putArray("maseByLead");
                Values byLead = entry.getValue().maseByLead(method);
                for (int lead = 0; lead < byLead.length(); lead++) {
                    if (byLead.isMissing(lead)) {
                        leads.addNull();
                    } else {
                        leads.add(byLead.at(lead));
                    }
                }
                methods.set(method, node);
            });
        }
    }

    private static ObjectNode score(ForecastErrors score) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, "mae", score.mae());
        put(node, "rmse", score.rmse());
        put(node, "bias", score.bias());
        return put(node, "mase", score.mase());
    }

    private static ObjectNode put(ObjectNode node, String key, double number) {
        return Double.isFinite(number) ? node.put(key, number) : node.putNull(key);
    }
}
