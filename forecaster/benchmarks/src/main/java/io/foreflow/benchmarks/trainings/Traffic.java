package io.foreflow.benchmarks.trainings;

import io.foreflow.forecaster.offline.TrainingWindows;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.Encoding;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;

/**
 * Training windows of a file of readings, made by the windower as {@code foreflow train --from} makes them; the latest fifth
 * validates.
 */
final class Traffic {
    private static final double VALIDATION_SHARE = 0.2;
    private static final double NO_MASK = 0;
    private static final long SEED = 0;

    private final Split split;

    private Traffic(Split split) {
        this.split = split;
    }

    /** @throws UncheckedIOException if the file cannot be read */
    static Traffic read(Path file, ZoneId zone) {
        try {
            List<TrainingWindow> windows = TrainingWindows.fromFile(
                            file,
                            TableOptions.NONE,
                            WindowerConfig.defaults().withZone(zone),
                            Clock.systemUTC().instant(),
                            note -> {},
                            data -> {},
                            line -> {
                                throw new IllegalArgumentException(line);
                            })
                    .windows();
            return new Traffic(Split.byTime(WindowSet.of(windows), VALIDATION_SHARE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WindowShape shape() {
        return split.training().shape();
    }

    Samples training(FeatureSet features) {
        return Encoding.training(split.training(), features, NO_MASK, SEED).samples();
    }

    Samples validation(FeatureSet features) {
        return Encoding.validation(split.validation(), features).samples();
    }
}
