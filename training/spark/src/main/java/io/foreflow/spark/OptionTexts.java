package io.foreflow.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a command line as text.
 *
 * @param values values of each option that was given
 * @param problems takes a line for each problem
 */
record OptionTexts(Map<String, List<String>> values, List<String> problems) {
    private static final String FLAG = "--resume";
    private static final Set<String> REPEATED = Set.of("--input", "--group", "--kafka");
    private static final Set<String> SINGLE = Set.of(
            "--topic",
            "--bootstrap-servers",
            "--format",
            "--sensor-column",
            "--time-column",
            "--value-column",
            "--groups",
            "--group-size",
            "--recipe",
            "--name",
            "--out",
            "--step",
            "--history",
            "--horizon",
            "--zone",
            "--holidays",
            "--covariates");

    /** Splits arguments such as {@code --name value} and {@code --name=value}. */
    static OptionTexts of(List<String> arguments, List<String> problems) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (name.equals(FLAG) && equals < 0) {
                values.computeIfAbsent(name, any -> new ArrayList<>()).add("");
            } else if (!REPEATED.contains(name) && !SINGLE.contains(name)) {
                problems.add("unknown option " + argument);
            } else if (equals < 0 && !rest.hasNext()) {
                problems.add(name + " needs a value");
            } else {
                values.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(equals < 0 ? rest.next() : argument.substring(equals + 1));
            }
        }
        values.forEach((name, all) -> {
            if (SINGLE.contains(name) && all.size() > 1) {
                problems.add(name + " is given " + all.size() + " times");
            }
        });
        return new OptionTexts(values, problems);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<String> one(String name) {
        return all(name).stream().findFirst();
    }

    /** Returns the value of an option; notes a problem if there is none. */
    Optional<String> required(String name, String advice) {
        Optional<String> value = one(name).filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            problems.add(name + " is missing; " + advice);
        }
        return value;
    }

    /** Returns a number of at least 1; notes a problem if it is something else. */
    int count(String name, int otherwise) {
        Optional<String> text = one(name);
        try {
            int count = text.map(Integer::parseInt).orElse(otherwise);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            // The rule is the better message.
        }
        problems.add(name + " (" + text.orElse("") + ") must be a number of at least 1");
        return otherwise;
    }

    /** Notes a problem for each option that says nothing without another one. */
    void refuseWithout(String needed, String... names) {
        Arrays.stream(names)
                .filter(name -> has(name) && !has(needed))
                .forEach(name -> problems.add(name + " says nothing without " + needed));
    }
}
