package io.foreflow.benchmarks.trainings;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.source.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whole trainings on each engine, in one process and in turns: an epoch, the tutorial's traffic networks, reviews, how far the
 * engines' losses are apart, and many fits side by side. Traffic and reviews are read from the data folder.
 */
@Command(name = "trainings", mixinStandardHelpOptions = true)
public final class Trainings implements Callable<Integer> {
    private static final String TRAFFIC = "pems_i880_2021/i880_flow_hourly_long.csv.gz";
    private static final String REVIEWS = "imdb/imdb_train_word_ranks.csv.gz";

    enum TrainingPart {
        EPOCH,
        TUTORIAL,
        IMDB,
        AGREEMENT,
        SCALING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--parts", split = ",", description = "${COMPLETION-CANDIDATES}; all unless given")
    private List<TrainingPart> parts = List.of(TrainingPart.values());

    @Option(names = "--engines", split = ",", description = "${COMPLETION-CANDIDATES}; all unless given")
    private List<TrainingContender> engines = List.of(TrainingContender.values());

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "counted turns, behind one that warms up; ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "of a turn that has no end of its own; ${DEFAULT-VALUE}")
    private double seconds;

    @Option(
            names = "--epochs",
            defaultValue = "500",
            description = "of each of the tutorial's networks; ${DEFAULT-VALUE}")
    private int epochs;

    @Option(
            names = "--agreement-epochs",
            defaultValue = "10",
            description = "after which losses are compared; ${DEFAULT-VALUE}")
    private int agreementEpochs;

    @Option(names = "--sensors", defaultValue = "100", description = "fitted side by side; ${DEFAULT-VALUE}")
    private int sensors;

    @Option(names = "--threads", split = ",", defaultValue = "1,2", description = "to fit on; ${DEFAULT-VALUE}")
    private List<Integer> threads = List.of();

    @Option(
            names = "--traffic",
            description = "file of readings for the parts tutorial and agreement; " + TRAFFIC
                    + " in the data folder unless given")
    private Path traffic = DataFolder.file(TRAFFIC).orElse(Path.of(TRAFFIC));

    @Option(names = "--zone", defaultValue = "America/Los_Angeles", description = "of its sensors; ${DEFAULT-VALUE}")
    private ZoneId zone = ZoneId.of("UTC");

    @Option(
            names = "--reviews",
            description = "file of reviews for the part imdb; " + REVIEWS + " in the data folder unless given")
    private Path reviews = DataFolder.file(REVIEWS).orElse(Path.of(REVIEWS));

    @Option(names = "--out", required = true, description = "JSON file to write")
    private Path out = Path.of("trainings.json");

    public static void main(String[] args) {
        System.exit(new CommandLine(new Trainings())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        TrainingSettings settings =
                new TrainingSettings(engines, rounds, seconds, epochs, agreementEpochs, sensors, threads);
        requireWhatPartsNeed();
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        Circumstances.write(result);
        result.put("rounds", rounds);
        for (TrainingPart part : parts) {
            ObjectNode node = result.putObject(part.toString());
            switch (part) {
                case EPOCH -> EpochTimes.measure(settings, node);
                case TUTORIAL -> TutorialNetworks.measure(settings, Traffic.read(traffic, zone), node);
                case IMDB -> ReviewTraining.measure(settings, Reviews.read(reviews), node);
                case AGREEMENT -> Agreement.measure(settings, Traffic.read(traffic, zone), node);
                case SCALING -> SideBySide.measure(settings, node);
            }
            Files.writeString(
                    out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + System.lineSeparator());
        }
        return CommandLine.ExitCode.OK;
    }

    /** Before minutes have gone by. */
    private void requireWhatPartsNeed() {
        engines.forEach(TrainingContender::engine);
        if (parts.contains(TrainingPart.AGREEMENT) && !engines.contains(TrainingContender.DL4J)) {
            throw new IllegalArgumentException("the part agreement compares with dl4j: name it among --engines");
        }
        if (parts.contains(TrainingPart.TUTORIAL) || parts.contains(TrainingPart.AGREEMENT)) {
            requireFile(traffic, "--traffic");
        }
        if (parts.contains(TrainingPart.IMDB)) {
            requireFile(reviews, "--reviews");
        }
    }

    private static void requireFile(Path file, String option) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is no " + file + ": name the file with " + option + ", or its folder in FOREFLOW_DATA");
        }
    }
}
