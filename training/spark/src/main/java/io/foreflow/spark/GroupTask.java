package io.foreflow.spark;

import io.foreflow.models.engine.select.MissingEngineException;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorShare;
import io.foreflow.training.data.ReadingStore;
import io.foreflow.training.data.TrainingReadings;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.fit.TrainingListener;
import io.foreflow.training.group.GroupFolder;
import io.foreflow.training.group.GroupFolder.GroupRun;
import io.foreflow.training.group.GroupJob;
import io.foreflow.training.group.GroupOutcome;
import io.foreflow.training.group.GroupSelector.ByPattern;
import io.foreflow.training.group.GroupTraining;
import io.foreflow.training.group.SensorGroup;
import io.foreflow.training.job.FailedTrainingException;
import io.foreflow.training.job.SoftwareVersion;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import scala.Tuple2;

/**
 * The work of an executor on one group: it trains the group, unless its bundle is there, and writes to the shared
 * folder.
 *
 * @param folder the shared folder
 * @param name name of the shared model
 * @param version version of all models
 * @param created start of the training, and time of arrival of all readings
 * @param recipe name of the recipe
 * @param recipeText text of the recipe, whose file is on the driver's machine only
 * @param groups names of the groups by place
 */
record GroupTask(
        String folder,
        String name,
        String version,
        Instant created,
        String recipe,
        String recipeText,
        WindowOptions windows,
        List<String> groups)
        implements Serializable {

    static GroupTask of(
            Path folder, GroupRun run, RecipeChoice recipe, WindowOptions windows, List<SensorGroup> groups) {
        return new GroupTask(
                folder.toString(),
                run.ref().name(),
                run.ref().version(),
                run.created(),
                recipe.name(),
                recipe.text(),
                windows,
                new ArrayList<>(groups.stream().map(SensorGroup::name).toList()));
    }

    /** Works on the group at a place. A failure that would come again is a result, so that Spark does not repeat it. */
    GroupResult work(int place, Iterator<Tuple2<Integer, ReadingBlock>> blocks) throws IOException {
        try {
            return train(place, store(blocks));
        } catch (FailedTrainingException | MissingEngineException e) {
            return GroupResult.failed(place, String.valueOf(e.getMessage()));
        }
    }

    private ReadingStore store(Iterator<Tuple2<Integer, ReadingBlock>> blocks) {
        Map<String, List<ReadingBlock>> bySensor = new TreeMap<>();
        blocks.forEachRemaining(block -> bySensor.computeIfAbsent(block._2().sensor(), any -> new ArrayList<>())
                .add(block._2()));
        ReadingStore store = new ReadingStore();
        bySensor.values().forEach(own -> {
            List<Reading> readings = new ArrayList<>();
            own.forEach(block -> block.unpack(readings));
            readings.sort(GroupShuffle.ORDER);
            readings.forEach(reading -> store.add(reading, created));
        });
        return store;
    }

    private GroupResult train(int place, ReadingStore store) throws IOException {
        WindowerConfig windowing = windows.windowing();
        GroupRun run = new GroupRun(new ModelRef(name, version), created, recipe);
        GroupJob job = new GroupJob(
                run,
                RecipeChoice.of(recipe, recipeText, windowing.shape()),
                windows.choice(),
                SoftwareVersion.number());
        TrainingReadings readings = TrainingReadings.ofTable(windowing, store, created);
        // Which sensors the model will serve does not matter here.
        SensorGroup group = new SensorGroup(
                groups.get(place), new ByPattern(ByPattern.EVERY_SENSOR, SensorShare.ALL), readings.sensors());
        ModelRef ref = job.ref(group);
        String digest = job.digest(group, readings);
        List<String> notes = new ArrayList<>();
        GroupFolder shared = GroupFolder.joined(Path.of(folder), run, notes::add);
        Optional<GroupOutcome> there = shared.outcome(ref, digest);
        if (there.isPresent()) {
            return GroupResult.done(place, there.get(), false, notes);
        }
        TrainingReadings.OfSensors made = readings.windows(group.sensors());
        made.rejected().stream().limit(InputSurvey.MOST_EXAMPLES).forEach(line -> notes.add("not used: " + line));
        if (made.rejected().size() > InputSurvey.MOST_EXAMPLES) {
            notes.add("not used: " + (made.rejected().size() - InputSurvey.MOST_EXAMPLES) + " more");
        }
        made.without().forEach((sensor, reason) -> notes.add(without(sensor, reason)));
        Clock clock = Clock.systemUTC();
        Instant started = clock.instant();
        GroupTraining training = job.train(group, made.windows(), TrainingListener.SILENT);
        double seconds = Duration.between(started, clock.instant()).toMillis() / 1000.0;
        return GroupResult.done(place, shared.keep(ref, digest, training, seconds), true, notes);
    }

    private static String without(SensorId sensor, String reason) {
        return "no training window: " + sensor + ": " + reason;
    }
}
