package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.RegistryException;
import io.foreflow.forecaster.registry.StaleRoutesException;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls of a {@link ModelDesk}: names the author of a request, and turns a refusal into a problem. */
final class DeskCalls {
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_AFTER_SECONDS = 5;

    private DeskCalls() {}

    /** Returns the author of a request, with the {@code reason} in its body. */
    static Author author(Context context, JsonNode body) {
        return author(context, body.path("reason").textValue());
    }

    /** @param reason the author's reason, if one was given */
    static Author author(Context context, @Nullable String reason) {
        return new Author(
                "HTTP from " + context.ip(), Optional.ofNullable(reason).filter(text -> !text.isBlank()));
    }

    /** @throws ProblemException if the registry refuses or cannot be reached */
    static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (StaleRoutesException e) {
            throw new ProblemException(Problem.of(PRECONDITION_FAILED, String.valueOf(e.getMessage())));
        } catch (RegistryException e) {
            boolean refused = e.getCause() == null;
            throw new ProblemException(new Problem(
                    refused ? CONFLICT : UNAVAILABLE,
                    String.valueOf(e.getMessage()),
                    refused ? OptionalInt.empty() : OptionalInt.of(RETRY_AFTER_SECONDS),
                    List.of()));
        }
    }
}
