package io.foreflow.ingest.table;

import static java.util.stream.Collectors.joining;

import io.foreflow.ingest.table.Inspection.Advice;
import io.foreflow.ingest.table.Inspection.PassedOver;
import io.foreflow.models.series.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Collects the findings of an inspection, in lines without invisible characters. */
final class Findings {
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> asides = new ArrayList<>();
    private final List<Advice> advice = new ArrayList<>();
    private final List<PassedOver> passedOver = new ArrayList<>();

    /** Adds a reason why the table cannot be read, with the option that helps. */
    void problem(String line) {
        problems.add(VisibleText.shown(line));
    }

    /** Adds a line on how the table is read. */
    void note(String line) {
        notes.add(VisibleText.shown(line));
    }

    /** Adds a fact about the table that does not change how it is read. */
    void aside(String line) {
        asides.add(VisibleText.shown(line));
    }

    /** Adds an option that people should consider. */
    void advise(TableKey key, String value, String why) {
        advice.add(new Advice(key, value, why));
    }

    /** Adds a column that is not read. */
    void ignore(String column, String why) {
        passedOver.add(new PassedOver(VisibleText.shown(column), VisibleText.shown(why)));
    }

    /** Removes a column from the ignored ones. */
    void read(String column) {
        passedOver.removeIf(found -> found.column().equals(VisibleText.shown(column)));
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    List<String> problems() {
        return problems;
    }

    /** Returns the lines on how the table is read, and then the other facts. */
    List<String> notes() {
        return Stream.concat(notes.stream(), asides.stream()).toList();
    }

    List<Advice> advice() {
        return advice;
    }

    List<PassedOver> passedOver() {
        return passedOver;
    }

    /** Returns the ignored columns, with the reasons, in one line; empty if there are none. */
    String ignoredText() {
        return passedOver.isEmpty()
                ? ""
                : "; ignored: "
                        + passedOver.stream()
                                .map(column -> column.column() + " (" + column.why() + ")")
                                .collect(joining(", "));
    }
}
