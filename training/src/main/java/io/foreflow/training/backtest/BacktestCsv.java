package io.foreflow.training.backtest;

import io.foreflow.training.evaluate.ForecastErrors;
import java.util.List;

/** Formats all scores by sensor, model and lead as comma-separated values. */
public final class BacktestCsv {
    private static final String HEADER = "sensor,model,lead,mae,mase,rmse,bias,coverage,winkler";

    private BacktestCsv() {}

    /**
     * Returns one line for each sensor, model and lead, leads counted in steps from 1, and before them one with the
     * lead {@code all}. Unknown numbers are empty.
     */
    public static String of(BacktestResult result) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        result.evaluation().sensors().forEach((sensor, scores) -> scores.scores()
                .forEach((method, score) -> {
                    String start = quoted(sensor.value()) + "," + quoted(method) + ",";
                    line(text, start + "all", score);
                    List<ForecastErrors> leads = scores.byLead().getOrDefault(method, List.of());
                    for (int lead = 0; lead < leads.size(); lead++) {
                        line(text, start + (lead + 1), leads.get(lead));
                    }
                }));
        return text.toString();
    }

    private static void line(StringBuilder text, String start, ForecastErrors score) {
        text.append(start);
        for (double number :
                new double[] {score.mae(), score.mase(), score.rmse(), score.bias(), score.coverage(), score.winkler()
                }) {
            text.append(',').append(Double.isFinite(number) ? Double.toString(number) : "");
        }
        text.append('\n');
    }

    /** Quotes text as RFC 4180 requires. */
    static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
