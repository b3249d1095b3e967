package io.foreflow.training.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.evaluate.Verdict.LostSensor;
import java.util.Locale;
import java.util.Map;

/** Formats the decision of a gate for people (Markdown) and for programs (JSON). */
public final class VerdictReport {
    private final Verdict verdict;

    public VerdictReport(Verdict verdict) {
        this.verdict = verdict;
    }

    /**
     * Returns a section of a report: the rivals, the differences to them, and the sensors and leads at which the
     * candidate loses.
     */
    public String markdown() {
        StringBuilder text = new StringBuilder("## The gate\n\n");
        text.append(verdict.passes() ? "It passes: " : "It is refused: ")
                .append(verdict.summary())
                .append(".\n\n");
        text.append("| | MASE | the candidate has |\n|---|---:|---:|\n");
        text.append(String.format(Locale.ROOT, "| candidate | %s | |\n", number(verdict.candidate())));
        for (Map.Entry<String, Double> rival : verdict.rivals().entrySet()) {
            double share = 100 * (verdict.candidate() / rival.getValue() - 1);
            text.append("| ")
                    .append(rival.getKey())
                    .append(" | ")
                    .append(number(rival.getValue()))
                    .append(" | ")
                    .append(Double.isFinite(share) ? String.format(Locale.ROOT, "%+.1f %%", share) : "–")
                    .append(" |\n");
        }
        text.append('\n');
        verdict.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        verdict.losses().forEach(loss -> text.append("- loses at ").append(loss).append('\n'));
        return text.append('\n').toString();
    }

    /** Returns the same as a tree; absent numbers are null. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("passes", verdict.passes());
        put(json, "candidate", verdict.candidate());
        ObjectNode rivals = json.putObject("rivals");
        verdict.rivals().forEach((name, mase) -> put(rivals, name, mase));
        json.put("best", verdict.best());
        ArrayNode losses = json.putArray("losses");
        for (LostSensor loss : verdict.losses()) {
            ObjectNode node = losses.addObject().put("sensor", loss.sensor()).put("rival", loss.rival());
            put(node, "candidate", loss.candidateMase());
            put(node, "mase", loss.rivalMase());
            ArrayNode leads = node.putArray("leads");
            loss.leads().forEach(leads::add);
        }
        ArrayNode notes = json.putArray("notes");
        verdict.notes().forEach(notes::add);
        return json;
    }

    private static String number(double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, "%.3f", number) : "–";
    }

    private static void put(ObjectNode node, String name, double number) {
        if (Double.isFinite(number)) {
            node.put(name, number);
        } else {
            node.putNull(name);
        }
    }
}
