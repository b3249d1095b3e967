package io.foreflow.forecaster.service;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends streams in two steps, so that several can end at the same time: {@link #begin} returns at once, {@link #await}
 * waits. The streams commit what they have processed and leave their group, so that another instance, or this one after
 * a restart, takes over at once. An instance with a name in its group (static membership) stays in it: its partitions
 * wait for it.
 */
final class StreamsShutdown {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsShutdown.class);

    private final String name;
    private final KafkaStreams streams;
    private final Duration within;
    private final GroupMembershipOperation membership;
    private boolean begun;

    /**
     * @param name name for messages, as the first word of a sentence
     * @param settings those of the streams
     * @param within maximum time to commit, flush the stores and leave the group; a process killed after that recovers as
     *     from a crash
     */
    StreamsShutdown(String name, KafkaStreams streams, Properties settings, Duration within) {
        this.name = name;
        this.streams = streams;
        this.within = within;
        this.membership = membership(settings);
    }

    static GroupMembershipOperation membership(Properties settings) {
        return settings.stringPropertyNames().stream()
                        .anyMatch(name -> name.endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))
                ? GroupMembershipOperation.REMAIN_IN_GROUP
                : GroupMembershipOperation.LEAVE_GROUP;
    }

    /**
     * Asks the streams to end. A stream thread would first process every record that it has fetched, which may be many
     * thousands. Paused streams process no other record.
     */
    synchronized void begin() {
        if (begun) {
            return;
        }
        begun = true;
        streams.pause();
        streams.close(CloseOptions.timeout(Duration.ZERO).withGroupMembershipOperation(membership));
    }

    /** Begins, unless that was done, and waits for the end. Returns false if it takes longer than the maximum time. */
    boolean await() {
        begin();
        boolean ended = streams.close(within);
        if (!ended) {
            LOG.warn(
                    "{} did not end within {} s; what was not committed is done again at the next start",
                    name,
                    within.toSeconds());
        }
        return ended;
    }
}
