package io.foreflow.forecaster.sink;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The work of a sink.
 *
 * @param rows number of rows that were inserted or replaced, by table
 * @param rejected number of records that could not be copied
 */
public record SinkResult(Map<String, Long> rows, long rejected) {
    public SinkResult {
        rows = Collections.unmodifiableMap(new TreeMap<>(rows));
    }
}
