package io.foreflow.forecaster.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Finds the model that the live service forecasts with, by its readiness probe. */
final class ReadyModel {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private ReadyModel() {}

    /**
     * Waits until the service forecasts with a model.
     *
     * @throws CommandException if it does not within that time
     */
    static void await(String host, int port, ModelRef ref, Duration timeout) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/readyz"))
                .timeout(ANSWER_WITHIN)
                .build();
        long until = System.nanoTime() + timeout.toNanos();
        String last = "";
        while (System.nanoTime() < until) {
            try {
                last = client.send(request, BodyHandlers.ofString()).body();
                if (Json.MAPPER.readTree(last).path("forecastsWith").asText().equals(ref.toString())) {
                    return;
                }
            } catch (JsonProcessingException e) {
                throw new CommandException("the live service does not answer with JSON: " + last, e);
            } catch (IOException e) {
                last = String.valueOf(e.getMessage());
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        throw new CommandException("the live service did not take over " + ref + " within " + timeout.toSeconds()
                + " s; the log says why (" + last + ")");
    }
}
