package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.report.Wording;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The machine that a recipe ran on.
 *
 * @param foreflow version of this software
 * @param description processor, system, Java
 */
record Machine(String foreflow, String description) {
    /** Returns where a report comes from, by name. */
    Map<String, String> provenance(String recipe, double seconds) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Recipe", Wording.code(recipe));
        facts.put("Time", Wording.format("%.1f seconds", seconds) + " on " + description);
        facts.put("Software", "Foreflow " + foreflow);
        return facts;
    }

    /** The last members of each report for programs. */
    void writeTo(ObjectNode json) {
        json.put("machine", description);
        json.put("foreflow", foreflow);
    }
}
