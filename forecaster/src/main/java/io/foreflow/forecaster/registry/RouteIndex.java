package io.foreflow.forecaster.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.registry.SensorSelector.ListSelector;
import io.foreflow.forecaster.registry.SensorSelector.PatternSelector;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.SensorShare;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds the first route of a sensor without looking at all routes. Ids and patterns of the form {@code prefix*} are found
 * by hash, whatever their number, and so are the shares of a pattern. Other patterns are compared one after the other.
 */
final class RouteIndex {
    /** The answer if no route matches: larger than each number of a route. */
    static final int NONE = Integer.MAX_VALUE;

    private final Map<SensorId, Integer> byId = new HashMap<>();
    private final Map<String, SharedRoutes> byPrefix = new HashMap<>();
    private final Map<SensorPattern, OtherPattern> others = new LinkedHashMap<>();
    private int longestPrefix;

    private record OtherPattern(Predicate<SensorPattern> covers, SharedRoutes routes) {}

    /** Adds a route; the first one of a sensor counts. */
    void add(SensorSelector sensors, int route) {
        if (sensors instanceof ListSelector list) {
            list.sensors().forEach(sensor -> byId.putIfAbsent(sensor, route));
            return;
        }
        PatternSelector selector = (PatternSelector) sensors;
        SensorPattern pattern = selector.pattern();
        if (!pattern.hasWildcards()) {
            byId.putIfAbsent(SensorId.of(pattern.text()), route);
        } else if (pattern.isPrefix()) {
            longestPrefix = Math.max(longestPrefix, pattern.prefix().length());
            byPrefix.computeIfAbsent(pattern.prefix(), prefix -> new SharedRoutes())
                    .add(selector.share(), route);
        } else {
            others.computeIfAbsent(pattern, one -> new OtherPattern(one.covering(), new SharedRoutes()))
                    .routes()
                    .add(selector.share(), route);
        }
    }

    /** Returns the number of different patterns that are compared one after the other. */
    int others() {
        return others.size();
    }

    /** Returns the first route of a sensor, or {@link #NONE}. */
    int first(SensorId sensor) {
        int first = byId.getOrDefault(sensor, NONE);
        Bits bits = new Bits(sensor);
        String id = sensor.value();
        for (int length = 0; length <= Math.min(longestPrefix, id.length()); length++) {
            SharedRoutes routes = byPrefix.get(id.substring(0, length));
            if (routes != null) {
                first = Math.min(first, routes.first(bits));
            }
        }
        for (Map.Entry<SensorPattern, OtherPattern> other : others.entrySet()) {
            if (other.getKey().matches(sensor)) {
                first = Math.min(first, other.getValue().routes().first(bits));
            }
        }
        return first;
    }

    /**
     * Returns the first route because of which a later one would match no sensor, or {@link #NONE}. Several routes that
     * cover a pattern only together are not found.
     */
    int covering(SensorSelector later) {
        if (later instanceof ListSelector list) {
            int last = -1;
            for (SensorId sensor : list.sensors()) {
                last = Math.max(last, first(sensor));
            }
            return last;
        }
        PatternSelector selector = (PatternSelector) later;
        SensorPattern pattern = selector.pattern();
        if (!pattern.hasWildcards()) {
            return first(SensorId.of(pattern.text()));
        }
        int first = NONE;
        String text = pattern.text();
        for (int length = 0; length <= Math.min(longestPrefix, text.length()); length++) {
            SharedRoutes routes = byPrefix.get(text.substring(0, length));
            if (routes != null) {
                first = Math.min(first, routes.covering(selector.share()));
            }
        }
        for (OtherPattern other : others.values()) {
            if (other.covers().test(pattern)) {
                first = Math.min(first, other.routes().covering(selector.share()));
            }
        }
        return first;
    }

    /** The first bits of a sensor's SHA-256, computed if they are needed. */
    private static final class Bits {
        private final SensorId sensor;
        private int bits = -1;

        private Bits(SensorId sensor) {
            this.sensor = sensor;
        }

        /** Returns the first bits, after a 1. */
        private int first(int length) {
            if (length == 0) {
                return 1;
            }
            if (bits < 0) {
                String hex = Bundles.sha256(sensor.value().getBytes(UTF_8));
                bits = Integer.parseInt(hex.substring(0, SensorShare.MAX_BITS / 4), 16);
            }
            return (1 << length) | (bits >>> (SensorShare.MAX_BITS - length));
        }
    }

    /** The routes of one pattern, by the bits of their shares after a 1. */
    private static final class SharedRoutes {
        private final Map<Integer, Integer> byBits = new HashMap<>();
        private int longest;

        private void add(SensorShare share, int route) {
            byBits.putIfAbsent(code(share.bits()), route);
            longest = Math.max(longest, share.bits().length());
        }

        private int first(Bits sensor) {
            int first = NONE;
            for (int length = 0; length <= longest; length++) {
                first = Math.min(first, byBits.getOrDefault(sensor.first(length), NONE));
            }
            return first;
        }

        private int covering(SensorShare later) {
            int first = NONE;
            for (int length = 0; length <= later.bits().length(); length++) {
                first = Math.min(first, byBits.getOrDefault(code(later.bits().substring(0, length)), NONE));
            }
            return first;
        }

        private static int code(String bits) {
            return Integer.parseInt("1" + bits, 2);
        }
    }
}
