package io.foreflow.training.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.evaluate.Verdict.LostSensor;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.Wording;

/** Formats the decision of a gate for people (HTML) and for programs (JSON). */
public final class VerdictReport {
    private final Verdict verdict;

    public VerdictReport(Verdict verdict) {
        this.verdict = verdict;
    }

    /** Adds a section: the rivals, the differences to them, and the sensors and leads at which the candidate loses. */
    public void addTo(HtmlReport report) {
        report.section("The gate")
                .paragraph((verdict.passes() ? "It passes: " : "It is refused: ") + verdict.summary() + ".");
        HtmlTable table = HtmlTable.of(
                        "The candidate beside everything that it has to beat",
                        "model",
                        "error of the yardstick (MASE)",
                        "the candidate's error is",
                        "beaten")
                .numeric(1)
                .bars(1)
                .numeric(2);
        table.emphasised("candidate", Wording.number(verdict.candidate()), "", "");
        verdict.rivals().forEach((name, mase) -> {
            double share = verdict.candidate() / mase - 1;
            table.row(
                    name,
                    Wording.number(mase),
                    Wording.format(share < 0 ? "%.1f %% smaller" : "%.1f %% larger", 100 * Math.abs(share)),
                    verdict.candidate() < mase ? "yes" : "no");
        });
        report.add(table).notes(verdict.notes());
        report.notes(verdict.losses().stream()
                .map(loss -> "loses at " + Wording.code(loss.sensor()) + ": " + loss.comparison())
                .toList());
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

    private static void put(ObjectNode node, String name, double number) {
        if (Double.isFinite(number)) {
            node.put(name, number);
        } else {
            node.putNull(name);
        }
    }
}
