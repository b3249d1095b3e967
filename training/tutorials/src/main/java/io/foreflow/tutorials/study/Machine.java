package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Where a recipe ran.
 *
 * @param foreflow version of this software
 * @param description processor, system, Java
 */
record Machine(String foreflow, String description) {
    /** How long it took and where, as a report says it under its title. */
    String ran(double seconds) {
        return String.format(Locale.ROOT, "%.1f s on %s · Foreflow %s", seconds, description, foreflow);
    }

    /** The last members of each report for programs. */
    void writeTo(ObjectNode json) {
        json.put("machine", description);
        json.put("foreflow", foreflow);
    }
}
