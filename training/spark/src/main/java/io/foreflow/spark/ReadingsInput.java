package io.foreflow.spark;

import java.util.List;
import java.util.Map;

/** The origin of readings. */
sealed interface ReadingsInput {

    /**
     * Files of tables, all alike.
     *
     * @param paths paths, folders or patterns, as Spark reads them
     * @param format {@code parquet}, {@code orc}, {@code csv} or another format of tables that Spark knows
     */
    record TableInput(List<String> paths, String format, ReadingColumns columns) implements ReadingsInput {
        public TableInput {
            paths = List.copyOf(paths);
        }
    }

    /**
     * A topic of readings in Foreflow's own format.
     *
     * @param kafka properties of Kafka clients, with {@code bootstrap.servers}
     */
    record TopicInput(String topic, Map<String, String> kafka) implements ReadingsInput {
        public TopicInput {
            kafka = Map.copyOf(kafka);
        }
    }
}
