package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.query.Memo;
import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.query.SensorCounts;
import io.foreflow.forecaster.query.SensorQueries;
import io.foreflow.forecaster.query.SensorStatus;
import io.foreflow.forecaster.query.UnavailableStateException;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** {@code /v1/status}. It answers while parts of the service are missing, and says which. */
final class StatusRoutes implements Routes {
    /** Maximum age of what is expensive to find. */
    private static final Duration AGE = Duration.ofSeconds(2);

    private final Supplier<ServiceFacts> facts;
    private final Supplier<PipelineProgress> progress;
    private final Supplier<SensorCounts> counts;
    private final Supplier<ModelSnapshot> models;
    private final Peers peers;
    private final IntSupplier partitions;

    StatusRoutes(
            Supplier<ServiceFacts> facts,
            Supplier<PipelineProgress> progress,
            SensorQueries sensors,
            Supplier<ModelSnapshot> models,
            Peers peers,
            IntSupplier partitions) {
        this.facts = facts;
        this.progress = new Memo<>(progress, AGE);
        this.counts = sensors::counts;
        this.models = models;
        this.peers = peers;
        this.partitions = partitions;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/status", this::status);
    }

    private void status(Context context) {
        ServiceFacts known = facts.get();
        List<String> problems = new ArrayList<>();
        StatusJson status = new StatusJson(
                known,
                Optional.of(known.instance()),
                Peers.isForwarded(context) ? Optional.empty() : orProblem(progress, problems),
                orProblem(() -> sensors(context), problems),
                orProblem(models, problems),
                problems);
        Answers.json(context, status.bytes());
    }

    /** Adds what the other instances count. */
    private Map<SensorStatus, Long> sensors(Context context) {
        SensorCounts own = counts.get();
        if (Peers.isForwarded(context)) {
            context.header(Peers.PARTITIONS, Peers.header(own.partitions()));
            return own.byStatus();
        }
        List<Peers.PeerPart> parts = peers.parts(context);
        Peers.requireWhole(own.partitions(), parts, partitions.getAsInt());
        Map<SensorStatus, Long> sum = new EnumMap<>(own.byStatus());
        for (Peers.PeerPart part : parts) {
            JsonNode sensors = part.body().path("sensors");
            for (SensorStatus status : SensorStatus.values()) {
                sum.merge(status, sensors.path(status.label()).asLong(), Long::sum);
            }
        }
        return sum;
    }

    /** Returns the part of the status that every instance knows, without counting sensors. */
    byte[] summary() {
        List<String> problems = new ArrayList<>();
        ServiceFacts known = facts.get();
        return new StatusJson(
                        known,
                        Optional.of(known.instance()),
                        orProblem(progress, problems),
                        Optional.empty(),
                        orProblem(models, problems),
                        problems)
                .bytes();
    }

    private static <T> Optional<T> orProblem(Supplier<T> part, List<String> problems) {
        try {
            return Optional.of(part.get());
        } catch (UnavailableStateException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
