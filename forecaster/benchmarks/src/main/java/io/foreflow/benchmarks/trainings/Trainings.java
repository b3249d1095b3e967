package io.foreflow.benchmarks.trainings;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.Circumstances;
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
 * Measures whole trainings on each engine, in one process and in turns: an epoch, the tutorial's traffic networks,
 * reviews, the differences between the engines' losses, and many fits side by side. Traffic and reviews are read from
 * the data folder.
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

    @Option(names = "--parts", split = ",", description = "Parts to run: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<TrainingPart> parts = List.of(TrainingPart.values());

    @Option(names = "--engines", split = ",", description = "Engines: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<TrainingContender> engines = List.of(TrainingContender.values());

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Number of counted turns, after one that warms up. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "Length of a turn that has no end of its own, in seconds. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--epochs",
            defaultValue = "500",
            description = "Number of epochs of each tutorial network. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--agreement-epochs",
            defaultValue = "10",
            description = "Number of epochs after which losses are compared. Default: ${DEFAULT-VALUE}.")
    private int agreementEpochs;

    @Option(
            names = "--sensors",
            defaultValue = "100",
            description = "Number of sensors that are fitted side by side. Default: ${DEFAULT-VALUE}.")
    private int sensors;

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,2",
            description = "Numbers of threads to fit on. Default: ${DEFAULT-VALUE}.")
    private List<Integer> threads = List.of();

    @Option(
            names = "--traffic",
            description = "File of readings for the parts tutorial and agreement. Default: " + TRAFFIC
                    + " in the data folder.")
    private Path traffic = DataFolder.file(TRAFFIC).orElse(Path.of(TRAFFIC));

    @Option(
            names = "--zone",
            defaultValue = "America/Los_Angeles",
            description = "Time zone of its sensors. Default: ${DEFAULT-VALUE}.")
    private ZoneId zone = ZoneId.of("UTC");

    @Option(
            names = "--reviews",
            description = "File of reviews for the part imdb. Default: " + REVIEWS + " in the data folder.")
    private Path reviews = DataFolder.file(REVIEWS).orElse(Path.of(REVIEWS));

    @Option(names = "--out", required = true, description = "JSON file to write.")
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

    /** Checks the needs of the parts before minutes have gone by. */
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
