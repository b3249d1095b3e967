package io.foreflow.ingest.table;

import static java.util.stream.Collectors.joining;

import io.foreflow.ingest.table.Inspection.Advice;
import io.foreflow.ingest.table.Inspection.PassedOver;
import io.foreflow.models.series.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Findings of an inspection, in lines without characters that cannot be seen. */
final class Findings {
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> asides = new ArrayList<>();
    private final List<Advice> advice = new ArrayList<>();
    private final List<PassedOver> passedOver = new ArrayList<>();

    /** Adds why the table cannot be read, with the option that helps. */
    void problem(String line) {
        problems.add(VisibleText.shown(line));
    }

    /** Adds how the table is read. */
    void note(String line) {
        notes.add(VisibleText.shown(line));
    }

    /** Adds what people may like to know of the table, which does not change how it is read. */
    void aside(String line) {
        asides.add(VisibleText.shown(line));
    }

    /** Adds an option that people should consider. */
    void advise(TableKey key, String value, String why) {
        advice.add(new Advice(key, value, why));
    }

    /** Adds a column that is not read. */
    void passOver(String column, String why) {
        passedOver.add(new PassedOver(VisibleText.shown(column), VisibleText.shown(why)));
    }

    /** Takes back that a column is not read. */
    void read(String column) {
        passedOver.removeIf(found -> found.column().equals(VisibleText.shown(column)));
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    List<String> problems() {
        return problems;
    }

    /** Lines on how the table is read, and then on what else there is to know. */
    List<String> notes() {
        return Stream.concat(notes.stream(), asides.stream()).toList();
    }

    List<Advice> advice() {
        return advice;
    }

    List<PassedOver> passedOver() {
        return passedOver;
    }

    /** The columns that are not read, with the reasons, in one line; empty if there are none. */
    String passedOverText() {
        return passedOver.isEmpty()
                ? ""
                : "; passed over: "
                        + passedOver.stream()
                                .map(column -> column.column() + " (" + column.why() + ")")
                                .collect(joining(", "));
    }
}
