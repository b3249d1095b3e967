package io.foreflow.forecaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelHistoryTest {
    private static final Author ADA = new Author("ada", Optional.empty());
    private static final Routing ROUTING =
            new Routing(List.of(new Route("i880-*", "traffic"), new Route("*", "default")));
    private static final ModelHistory HISTORY = new ModelHistory(List.of(
            new ModelEvent(
                    at(1),
                    ModelAction.PROMOTED,
                    "traffic",
                    Optional.empty(),
                    Optional.of(ModelRef.parse("traffic@1")),
                    ADA),
            ModelEvent.routed(at(2), Optional.of(ROUTING), ADA),
            ModelEvent.routed(at(4), Optional.empty(), ADA)));

    @Test
    void shouldTellTheRoutesAtATime() {
        assertThat(HISTORY.routingAt(at(1))).isEmpty();
        assertThat(HISTORY.routingAt(at(2))).contains(ROUTING);
        assertThat(HISTORY.routingAt(at(3))).contains(ROUTING);
        assertThat(HISTORY.routingAt(at(4))).isEmpty();
    }

    @Test
    void shouldTellChangesOfRoutesToEachModel() {
        assertThat(HISTORY.of("traffic")).hasSize(3);
        assertThat(HISTORY.of("default")).hasSize(2);
        assertThat(HISTORY.championAt("traffic", at(3))).contains(ModelRef.parse("traffic@1"));
    }

    private static Instant at(int hour) {
        return Instant.parse("2026-03-03T0" + hour + ":00:00Z");
    }
}
