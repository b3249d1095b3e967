package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.api.TimeSeriesRequest.Series;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.Picture;
import io.foreflow.models.tabular.Text;
import io.foreflow.models.tabular.Value;
import io.foreflow.windowing.core.NewestWindow;
import io.foreflow.windowing.core.WindowerConfig;
import java.util.List;

/** Lets the fuzzed readers into this package: bodies of HTTP requests. */
public final class RequestBodies {
    private static final Classes CLASSES = new Classes(List.of("no", "yes"));
    private static final List<InferenceTask> TASKS = List.of(
            new InferenceTask(
                    new Columns(List.of(Column.plain("rooms"), Column.plain("age"))), new Value("price", "USD", 0, 1)),
            new InferenceTask(new Text(List.of("good"), 5), CLASSES),
            new InferenceTask(new Picture(1, 1, 1), CLASSES));

    private RequestBodies() {}

    public static List<byte[]> tensors() {
        return List.of(
                ("{\"id\":\"1\",\"inputs\":[{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[6,7.5]},"
                                + "{\"name\":\"age\",\"datatype\":\"INT8\",\"shape\":[2,1],\"data\":[[0],[3]]}],"
                                + "\"outputs\":[{\"name\":\"price\"}]}")
                        .getBytes(UTF_8),
                "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"good\"]}]}"
                        .getBytes(UTF_8),
                "{\"inputs\":[{\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"AAAA\"]}]}"
                        .getBytes(UTF_8));
    }

    public static List<byte[]> series() {
        return List.of(
                ("{\"inputs\":[{\"name\":\"a\",\"frequency\":\"H\",\"start_timestamp\":\"2026-03-01T00:00:00Z\","
                                + "\"series\":[12,13,15,null,18.5,17,1e3,14]}],"
                                + "\"options\":{\"horizon\":3,\"quantiles\":[0.05,0.95]}}")
                        .getBytes(UTF_8),
                ("{\"inputs\":[{\"zone\":\"Europe/Zurich\",\"series\":[1,2,3],\"timestamps\":[\"2026-03-01T00:00:00Z\","
                                + "\"2026-03-01T03:00:00Z\",\"2026-03-01T06:30:00Z\"]}],\"options\":{\"horizon\":1}}")
                        .getBytes(UTF_8));
    }

    /** Promises an {@link IllegalArgumentException} with one line. */
    public static void readTensors(byte[] body) {
        for (InferenceTask task : TASKS) {
            refusing(() -> TensorRequest.read(Json.object(body), task));
        }
    }

    /** Promises an {@link IllegalArgumentException} with one line. */
    public static void readSeries(byte[] body) {
        refusing(() -> {
            for (Series series : TimeSeriesRequest.read(Json.object(body), WindowerConfig.defaults())
                    .inputs()) {
                NewestWindow.of(series.config(), series.readings(), series.origin());
            }
        });
    }

    /** Allows a problem that says what is wrong. */
    private static void refusing(Runnable read) {
        try {
            read.run();
        } catch (ProblemException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("refused without a reason", e);
            }
        }
    }
}
