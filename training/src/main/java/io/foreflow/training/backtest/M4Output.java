package io.foreflow.training.backtest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.backtest.M4Scores.Accuracy;
import java.util.Map;

/** Formats the scores of the M4 protocol for programs. */
public final class M4Output {
    private final M4Scores scores;
    private final BacktestRun run;

    public M4Output(M4Scores scores, BacktestRun run) {
        this.scores = scores;
        this.run = run;
    }

    /** @param leftOut the candidates that could not be fitted, with the reasons */
    public ObjectNode toJson(Map<String, String> leftOut) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("protocol", "m4");
        root.put(
                "series",
                scores.series().values().stream().mapToInt(Map::size).max().orElse(0));
        root.put("horizon", M4Files.HORIZON);
        ObjectNode models = root.putObject("models");
        scores.models().forEach((method, overall) -> {
            ObjectNode model = models.putObject(method);
            model.put("smape", overall.accuracy().smape());
            model.put("mase", overall.accuracy().mase());
            model.put("owa", overall.owa());
            model.put("fitSeconds", run.secondsOf(method).fit());
            model.put("forecastSeconds", run.secondsOf(method).forecast());
        });
        ObjectNode published = root.putObject("publishedNaive2");
        published.put("smape", M4Scores.PUBLISHED_NAIVE2.smape());
        published.put("mase", M4Scores.PUBLISHED_NAIVE2.mase());
        ObjectNode without = root.putObject("leftOut");
        leftOut.forEach(without::put);
        root.put("seconds", run.total());
        root.put("machine", run.machine());
        root.put("foreflow", run.foreflow());
        return root;
    }

    /** Returns one line for each series and model. */
    public String toCsv() {
        StringBuilder text = new StringBuilder("series,model,smape,mase\n");
        scores.series()
                .forEach((method, series) ->
                        series.forEach((name, accuracy) -> line(text, name + "," + method, accuracy)));
        return text.toString();
    }

    private static void line(StringBuilder text, String start, Accuracy accuracy) {
        text.append(start)
                .append(',')
                .append(accuracy.smape())
                .append(',')
                .append(accuracy.mase())
                .append('\n');
    }
}
