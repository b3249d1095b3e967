package io.foreflow.forecaster.api;

import io.foreflow.models.series.SensorId;
import io.javalin.http.Context;
import java.util.Collection;

/** Reads the parameters of requests; a wrong one ends the request with 400. */
final class Parameters {
    private Parameters() {}

    /** Returns the sensor in the path. */
    static SensorId sensor(Context context) {
        return sensor(context.pathParam("sensor"), "the sensor in the path");
    }

    /** @param what name of the parameter, for the message */
    static SensorId sensor(String text, String what) {
        try {
            return SensorId.of(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(what + " is no sensor: " + e.getMessage());
        }
    }

    static String text(Context context, String name) {
        String text = context.queryParam(name);
        return text == null ? "" : text;
    }

    static int wholeNumber(Context context, String name, int least, int most, int fallback) {
        String text = context.queryParam(name);
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The rule is the better message.
        }
        throw ProblemException.badRequest(name + " must be a whole number from " + least + " to " + most);
    }

    static String oneOf(Context context, String name, String fallback, Collection<String> choices) {
        String text = context.queryParam(name);
        if (text == null) {
            return fallback;
        }
        if (!choices.contains(text)) {
            throw ProblemException.badRequest(name + " must be one of "
                    + String.join(", ", choices.stream().sorted().toList()));
        }
        return text;
    }
}
