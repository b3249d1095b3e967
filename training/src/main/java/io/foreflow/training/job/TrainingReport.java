package io.foreflow.training.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.evaluate.VerdictReport;
import io.foreflow.training.fit.LearningCurve;
import io.foreflow.training.job.TrainingResult.DataFacts;
import io.foreflow.training.report.Chart;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Formats a training run and the scores of its model for people (HTML) and for programs (JSON). */
public final class TrainingReport {
    /** Maximum number of sensors whose members are listed. */
    private static final int SHOWN_SHARES = 20;

    private static final int SHOWN_SENSORS = 25;

    private static final String CANDIDATE = BlockEvaluation.CANDIDATE;

    private final TrainingResult result;
    private final Evaluation evaluation;
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
        this.evaluation = result.evaluation().evaluation();
    }

    /** Returns one self-contained HTML file. */
    public String html() {
        HtmlReport report = HtmlReport.titled(
                        "Training", "Training of " + result.bundle().ref())
                .summary(summary());
        run.verdict().ifPresent(gate -> new VerdictReport(gate).addTo(report));
        validation(report);
        byLead(report);
        report.section("Where it loses").notes(losses());
        report.section("Learning")
                .add(LearningCurve.of(
                        result.fit(),
                        "Loss by epoch",
                        result.recipe().training().loss()))
                .facts(network());
        report.section("Data and split").facts(data());
        return report.section("Provenance").facts(provenance()).toHtml();
    }

    /** Returns the result in one sentence. */
    private String summary() {
        double network = evaluation.mean(CANDIDATE).mase();
        String best = bestBaseline(method -> evaluation.mean(method).mase());
        double other = evaluation.mean(best).mase();
        if (!Double.isFinite(network) || !Double.isFinite(other)) {
            return "No sensor has a yardstick in the training block: the errors are in the sensors' units only.";
        }
        return String.format(
                Locale.ROOT,
                "On the validation block the network's error is %.3f of the yardstick (MASE), %.1f %% %s than that of the best"
                        + " baseline, %s (%.3f)%s.",
                network,
                100 * Math.abs(network / other - 1),
                network < other ? "smaller" : "larger",
                best,
                other,
                network < other ? "" : ": do not promote it");
    }

    /** Returns the baseline with the least number; the first if none is finite. */
    private String bestBaseline(ToDoubleFunction<String> number) {
        String best = evaluation.methods().get(1);
        for (String method :
                evaluation.methods().subList(1, evaluation.methods().size())) {
            if (!(number.applyAsDouble(best) <= number.applyAsDouble(method))) {
                best = method;
            }
        }
        return best;
    }

    private void validation(HtmlReport report) {
        report.section("Validation")
                .paragraph(
                        "The error is the mean absolute error on the validation block. The yardstick is the mean absolute"
                                + " difference of yesterday's value in the training block: below 1 is better than copying yesterday was."
                                + " Imputed targets do not count, and all methods are scored on the same targets. The same block chose"
                                + " the epoch, so the network's figures are slightly too good; only data that came later can judge it.");
        HtmlTable means = HtmlTable.of(
                        "Means over " + Wording.count(evaluation.sensors().size(), "sensor") + ", "
                                + Wording.count(evaluation.targets(), "target"),
                        "method",
                        "error of the yardstick (MASE)",
                        "mean absolute error (sensors' units)",
                        "root mean squared error (sensors' units)",
                        "bias, forecast − actual (sensors' units)")
                .numericFrom(1)
                .bars(1);
        evaluation.methods().forEach(method -> {
            ForecastErrors score = evaluation.mean(method);
            means.row(
                    List.of(method),
                    List.of(
                            Wording.number(score.mase()),
                            Wording.format(formatOf(ForecastErrors::mae), score.mae()),
                            Wording.format(formatOf(ForecastErrors::rmse), score.rmse()),
                            Wording.format(formatOf(ForecastErrors::bias), score.bias())),
                    method.equals(CANDIDATE));
        });
        report.add(means)
                .notes(evaluation.notes().stream()
                        .map(note -> Wording.withCode(note, evaluation.sensors().keySet()))
                        .toList());
        List<Map.Entry<SensorId, SensorScores>> sensors = evaluation.sensors().entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        entry -> -entry.getValue().score(CANDIDATE).mase()))
                .limit(SHOWN_SENSORS)
                .toList();
        int hidden = evaluation.sensors().size() - sensors.size();
        report.add(bySensor(
                sensors,
                "Error as a share of the yardstick (MASE) by sensor, the network's worst first"
                        + (hidden > 0 ? "; " + Wording.count(hidden) + " more are in the JSON file" : ""),
                ForecastErrors::mase));
        report.add(bySensor(sensors, "Mean absolute error by sensor, in the sensor's unit", ForecastErrors::mae));
    }

    /** Returns the format of one kind of number of all methods and sensors. */
    private String formatOf(ToDoubleFunction<ForecastErrors> number) {
        return Wording.formatOf(evaluation.sensors().values().stream()
                .flatMap(scores -> scores.scores().values().stream())
                .mapToDouble(number));
    }

    private HtmlTable bySensor(
            List<Map.Entry<SensorId, SensorScores>> sensors, String caption, ToDoubleFunction<ForecastErrors> number) {
        HtmlTable table = HtmlTable.of(caption, List.of("sensor", "targets"), evaluation.methods())
                .numericFrom(1);
        String format = formatOf(number);
        sensors.forEach(sensor -> table.row(
                List.of(
                        Wording.code(sensor.getKey()),
                        Wording.count(sensor.getValue().targets())),
                evaluation.methods().stream()
                        .map(method -> Wording.format(
                                format, number.applyAsDouble(sensor.getValue().score(method))))
                        .toList(),
                false));
        return table;
    }

    private void byLead(HtmlReport report) {
        Chart chart = Chart.of(
                        "Error by lead",
                        "lead (steps of " + Wording.duration(shape().step().duration()) + ")",
                        "error as a share of the yardstick (MASE)")
                .captioned("Means over the sensors. Persistence, far above the others, is not drawn.");
        for (int i = 0; i < evaluation.methods().size(); i++) {
            String method = evaluation.methods().get(i);
            Values values = evaluation.meanMaseByLead(method);
            if (values.present() > 0 && !method.equals(Baseline.PERSISTENCE.label())) {
                Style style = method.equals(CANDIDATE) ? Style.SOLID : Style.DOTTED;
                chart.add(Curve.over(1, method, values.toArray(), style, i));
            }
        }
        if (!chart.isEmpty()) {
            report.add(chart);
        }
    }

    private List<String> losses() {
        List<String> losses = new ArrayList<>();
        evaluation.sensors().forEach((sensor, scores) -> {
            String best = bestBaseline(method -> scores.score(method).mae());
            if (!(scores.score(CANDIDATE).mae() < scores.score(best).mae())) {
                losses.add(String.format(
                        Locale.ROOT,
                        "at sensor %s to %s: mean absolute error %.4g against %.4g",
                        Wording.code(sensor),
                        best,
                        scores.score(CANDIDATE).mae(),
                        scores.score(best).mae()));
            }
        });
        Values network = evaluation.meanMaseByLead(CANDIDATE);
        for (int i = 0; i < network.length(); i++) {
            int lead = i;
            String best =
                    bestBaseline(method -> evaluation.meanMaseByLead(method).at(lead));
            double other = evaluation.meanMaseByLead(best).at(lead);
            if (network.at(lead) >= other) {
                losses.add(String.format(
                        Locale.ROOT,
                        "at lead %d to %s: MASE %.3f against %.3f",
                        lead + 1,
                        best,
                        network.at(lead),
                        other));
            }
        }
        return losses.isEmpty()
                ? List.of("Nowhere: at every sensor and every lead it is better than the best baseline there.")
                : losses;
    }

    private WindowShape shape() {
        return result.bundle().forecastTask().shape();
    }

    private Map<String, String> network() {
        EpochLoss best = result.fit().epochs().get(result.fit().bestEpoch() - 1);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Features", result.recipe().features().label());
        facts.put("Covariates", covariates());
        facts.put("Parameters", Wording.count(result.bundle().parameters()));
        members(facts);
        facts.put(
                "Epochs",
                result.fit().epochs().size() + " of at most "
                        + result.recipe().training().epochs() + "; the weights are those of epoch " + best.epoch());
        facts.put(
                "Loss there",
                String.format(Locale.ROOT, "training %.5f, validation %.5f", best.loss(), best.validationLoss()));
        return facts;
    }

    /** Returns the covariates that any member reads. */
    private String covariates() {
        String names = result.bundle().forecastTask().members().stream()
                .flatMap(member -> member.covariates().stream())
                .map(covariate -> Wording.code(covariate.name()) + (covariate.ahead() ? " (also ahead)" : ""))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** Adds the members of an ensemble that forecast each sensor. */
    private void members(Map<String, String> facts) {
        ForecastTask task = result.bundle().forecastTask();
        if (task.isSingle()) {
            return;
        }
        facts.put("Networks", Integer.toString(result.bundle().networks().size()));
        new TreeMap<>(task.sharesBySensor())
                .entrySet().stream()
                        .limit(SHOWN_SHARES)
                        .forEach(own ->
                                facts.put("Members for sensor " + Wording.code(own.getKey()), shares(own.getValue())));
        facts.put("Members for other sensors", shares(task.otherShares()));
    }

    private static String shares(MemberShares own) {
        return own.byMember().entrySet().stream()
                .map(share -> share.getKey() + String.format(Locale.ROOT, " %.0f %%", 100 * share.getValue()))
                .collect(Collectors.joining(", "));
    }

    private Map<String, String> data() {
        DataFacts data = result.data();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Windows",
                Wording.count(data.windows()) + " of "
                        + Wording.count(data.sensors().size(), "sensor") + ", origins "
                        + Wording.code(data.firstOrigin()) + " to " + Wording.code(data.lastOrigin()));
        facts.put(
                "Window",
                Wording.count(shape().history(), "step") + " of history, " + shape().horizon()
                        + " of target; a step is "
                        + Wording.duration(shape().step().duration()));
        facts.put("Time zones", data.zones().stream().map(Wording::code).collect(Collectors.joining(", ")));
        facts.put(
                "Training",
                Wording.count(data.training(), "window") + ", all targets before " + Wording.code(data.cut()));
        facts.put(
                "Validation",
                Wording.count(data.validation(), "window") + ", origins from " + Wording.code(data.cut()) + " on; "
                        + Wording.count(result.evaluation().fallbacks()) + " of them scored with the fallback");
        facts.put("Dropped at the border", Wording.count(data.purged(), "window"));
        facts.put("Left out", Wording.count(data.leftOut(), "window") + " that know too little of their sensor");
        if (!data.outliers().isEmpty()) {
            facts.put("Outliers", String.join("; ", data.outliers()));
        }
        if (!data.limits().isEmpty()) {
            facts.put("Limits", String.join("; ", data.limits()));
        }
        facts.put(
                "Without weekly memory",
                String.format(
                        Locale.ROOT,
                        "%.0f %% of the training rows",
                        100 * result.recipe().options().maskShare()));
        return facts;
    }

    private Map<String, String> provenance() {
        BuildFacts build = result.bundle().card().build();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Recipe",
                Wording.code(result.recipe().name()) + ": " + result.recipe().description());
        facts.put("Data", "SHA-256 of the windows " + Wording.code(result.data().digest()));
        facts.put("Seed", Long.toString(result.recipe().training().seed()));
        facts.put("Time", Wording.format("%.1f seconds", run.seconds()) + " on " + run.machine());
        facts.put(
                "Software",
                "Foreflow " + build.foreflow() + ", engine " + build.engine() + ", JDK " + build.jdk() + ", "
                        + build.architecture());
        return facts;
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
        if (!data.limits().isEmpty()) {
            ArrayNode limits = windows.putArray("limits");
            data.limits().forEach(limits::add);
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
