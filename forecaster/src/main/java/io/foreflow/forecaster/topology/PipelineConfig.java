package io.foreflow.forecaster.topology;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.OutputTopics;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The topics and computations of the topology, without brokers, threads or disks.
 *
 * @param topics names of Foreflow's own topics
 * @param input format of readings, and their topic if it is not Foreflow's own
 * @param windowing how readings become windows
 * @param outputs topics of windows to write
 * @param alerts rules that raise alerts
 */
@RecordBuilder
public record PipelineConfig(
        TopicNames topics, InputMapping input, WindowerConfig windowing, OutputTopics outputs, AlertRules alerts)
        implements PipelineConfigBuilder.With {
    public PipelineConfig {
        requireNonNull(topics, "topics");
        requireNonNull(input, "input");
        requireNonNull(windowing, "windowing");
        requireNonNull(outputs, "outputs");
        requireNonNull(alerts, "alerts");
    }

    /** Returns the defaults, with the holidays of the country in which a sensor's zone lies; UTC lies in none. */
    public static PipelineConfig defaults() {
        WindowerConfig windowing = WindowerConfig.defaults().withCalendars(SensorCalendars.all(CalendarName.AUTO));
        return new PipelineConfig(
                TopicNames.DEFAULT, InputMapping.NATIVE, windowing, OutputTopics.NONE, AlertRules.NONE);
    }
}
