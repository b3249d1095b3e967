package io.foreflow.forecaster.api;

import io.foreflow.forecaster.api.Problem.PartProblem;
import io.foreflow.ingest.wire.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/readings}. All readings of a request must be usable, or none is sent. 202 means that the broker has
 * acknowledged each one.
 */
final class ReadingRoutes implements Routes {
    private static final Set<String> LINES = Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");

    /** Maximum number of problems that an answer lists. */
    private static final int MAX_PROBLEMS = 100;

    private final Supplier<ReadingsSender> sender;

    /** @param sender throws a {@link ProblemException} if this service takes no readings */
    ReadingRoutes(Supplier<ReadingsSender> sender) {
        this.sender = sender;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/readings", this::push);
    }

    private void push(Context context) throws IOException {
        ReadingsSender to = sender.get();
        String type = Bodies.mediaType(context);
        if (!type.equals(Bodies.JSON) && !LINES.contains(type)) {
            // A page of another site can send other types without being asked for permission.
            throw new ProblemException(Problem.of(
                    415, "the Content-Type must be application/json, or application/x-ndjson for an object a line"));
        }
        ReadingBatch batch = ReadingBatch.of(Bodies.bytes(context), LINES.contains(type));
        if (!batch.problems().isEmpty()) {
            throw new ProblemException(new Problem(
                    400,
                    batch.problems().size() + " of "
                            + (batch.problems().size() + batch.readings().size())
                            + " readings cannot be used; none was sent",
                    OptionalInt.empty(),
                    first(batch.problems())));
        }
        if (batch.readings().isEmpty()) {
            throw ProblemException.badRequest("there is no reading in the body");
        }
        List<CompletableFuture<Void>> sent = to.send(batch.readings());
        context.future(() -> CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .handle((unused, failure) -> failure)
                .thenAccept(failure -> answer(context, sent, failure)));
    }

    private static void answer(Context context, List<CompletableFuture<Void>> sent, @Nullable Throwable failure) {
        if (failure == null) {
            context.status(HttpStatus.ACCEPTED)
                    .contentType(ContentType.APPLICATION_JSON)
                    .result(Json.object(json -> json.writeNumberField("accepted", sent.size())));
            return;
        }
        List<PartProblem> problems = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).isCompletedExceptionally()) {
                problems.add(new PartProblem(i, "notAcknowledged", reason(sent.get(i))));
            }
        }
        throw new ProblemException(new Problem(
                503,
                "the broker has not acknowledged " + problems.size() + " of " + sent.size()
                        + " readings; send them again once it is up: readings that are sent twice count once",
                OptionalInt.of(5),
                // Which readings are missing must be known, however many they are.
                problems));
    }

    private static String reason(CompletableFuture<Void> sent) {
        try {
            sent.join();
            return "";
        } catch (CompletionException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static List<PartProblem> first(List<PartProblem> problems) {
        return problems.subList(0, Math.min(MAX_PROBLEMS, problems.size()));
    }
}
