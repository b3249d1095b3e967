package io.foreflow.training.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.training.group.GroupOutcome.BundleFacts;
import io.foreflow.training.job.FailedTrainingException;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.job.ReportFiles;
import io.foreflow.training.job.TrainingReport;
import io.foreflow.training.job.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a grouped training. It holds {@code training.json} (the run), a bundle, a report and a file
 * {@code MODEL-VERSION.group.json} for each group that is done, and {@code groups.json} once all are. A file is there
 * whole or not at all. The lock keeps a second training out of the folder; shards lock one byte each, so that
 * different ones run side by side.
 */
public final class GroupFolder implements AutoCloseable {
    private static final String RUN = "training.json";
    private static final String RUN_FORMAT = "foreflow-grouped-training/1";
    private static final String LOCK = ".lock";

    /** The byte that is locked while the run is looked up or begun, behind those of the shards. */
    private static final long RUN_BYTE = Integer.MAX_VALUE;

    private final Path folder;
    private final @Nullable FileChannel channel;
    private final Consumer<String> notes;

    /**
     * A grouped training: all its shards and resumed runs.
     *
     * @param ref name of the shared model, and version of all models
     * @param created time of creation on the models' cards
     * @param recipe the recipe as it was given
     */
    public record GroupRun(ModelRef ref, Instant created, String recipe) {}

    private GroupFolder(Path folder, @Nullable FileChannel channel, Consumer<String> notes) {
        this.folder = folder;
        this.channel = channel;
        this.notes = notes;
    }

    /**
     * Creates the folder if it does not exist, and takes its lock.
     *
     * @param notes takes lines that people should know
     * @throws FailedTrainingException if it is no folder, or if another training has it
     */
    public static GroupFolder open(Path folder, GroupShard shard, Consumer<String> notes) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FailedTrainingException(folder + " is a file; give a folder with --out");
        }
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean whole = shard.equals(GroupShard.WHOLE);
        if (tryLock(channel, whole ? 0 : shard.index(), whole ? RUN_BYTE : 1) == null) {
            channel.close();
            throw new FailedTrainingException("another training writes to " + folder + (whole ? "" : ", shard " + shard)
                    + "; wait until it has ended, or give another folder with --out");
        }
        return new GroupFolder(folder, channel, notes);
    }

    private static @Nullable FileLock tryLock(FileChannel channel, long position, long size) throws IOException {
        try {
            return channel.tryLock(position, size, false);
        } catch (OverlappingFileLockException e) {
            // This very process holds it.
            return null;
        }
    }

    /**
     * Opens a folder without its lock, for a process of a cluster whose driver holds it.
     *
     * @param run the run that the driver has in the folder
     * @param notes takes lines that people should know
     * @throws FailedTrainingException if the folder has no such run, because it is not the driver's folder
     */
    public static GroupFolder joined(Path folder, GroupRun run, Consumer<String> notes) throws IOException {
        Path file = folder.resolve(RUN);
        if (!Files.exists(file) || !run(file).equals(run)) {
            throw new FailedTrainingException(folder + " on this machine is not the folder of the driver; give a folder"
                    + " that all machines share, under the same path");
        }
        return new GroupFolder(folder, null, notes);
    }

    /**
     * Returns the run that is in the folder, or begins one.
     *
     * @param join true to go on with a run that is there
     * @throws FailedTrainingException if there is one and {@code join} is false, or if it has another name or recipe
     */
    public GroupRun run(boolean join, GroupRun begun) throws IOException {
        try (FileLock lock = requireNonNull(channel, "the lock").lock(RUN_BYTE, 1, false)) {
            Path file = folder.resolve(RUN);
            if (!Files.exists(file)) {
                write(file, json(begun));
                return begun;
            }
            if (!join) {
                throw new FailedTrainingException(folder
                        + " has a training already; go on with it with --resume, or give another folder with --out");
            }
            GroupRun present = run(file);
            requireSame("model", present.ref().name(), begun.ref().name());
            requireSame("recipe", present.recipe(), begun.recipe());
            return present;
        }
    }

    private void requireSame(String what, String present, String wanted) {
        if (!present.equals(wanted)) {
            throw new FailedTrainingException("the training in " + folder + " is of the " + what + " " + present
                    + ", not " + wanted + "; give another folder with --out");
        }
    }

    private static GroupRun run(Path file) throws IOException {
        try {
            JsonNode node = Json.MAPPER.readTree(file.toFile());
            if (!node.path("format").asText().equals(RUN_FORMAT)) {
                throw new FailedTrainingException(file + " is not of the format " + RUN_FORMAT
                        + "; this training was begun by another version of Foreflow");
            }
            return new GroupRun(
                    new ModelRef(
                            node.path("name").asText(), node.path("version").asText()),
                    Instant.parse(node.path("created").asText()),
                    node.path("recipe").asText());
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new FailedTrainingException(
                    file + " cannot be read: " + e.getMessage() + ". Give another folder with --out", e);
        }
    }

    private static ObjectNode json(GroupRun run) {
        return Json.MAPPER
                .createObjectNode()
                .put("format", RUN_FORMAT)
                .put("name", run.ref().name())
                .put("version", run.ref().version())
                .put("created", run.created().toString())
                .put("recipe", run.recipe());
    }

    /**
     * Returns what became of a model's training; empty if it is not done, if it followed from something else, or if its
     * bundle is not the one that was written.
     *
     * @param digest SHA-256, hex, of everything that it should follow from
     */
    public Optional<GroupOutcome> outcome(ModelRef ref, String digest) throws IOException {
        Path file = outcomeFile(ref);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        GroupOutcome outcome;
        try {
            outcome = GroupOutcome.of(Json.MAPPER.readTree(file.toFile()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            notes.accept(file + " cannot be read, so " + ref.name() + " is trained again: " + e.getMessage());
            return Optional.empty();
        }
        if (!outcome.digest().equals(digest)) {
            notes.accept(ref.name() + " is trained again: its readings, configuration or recipe have changed");
            return Optional.empty();
        }
        if (outcome.bundle().isPresent() && !isThere(outcome.bundle().get())) {
            notes.accept(
                    ref.name() + " is trained again: " + outcome.bundle().get().file() + " is missing or has changed");
            return Optional.empty();
        }
        return Optional.of(outcome);
    }

    private boolean isThere(BundleFacts bundle) throws IOException {
        Path file = folder.resolve(bundle.file());
        return Files.isRegularFile(file) && sha256(Files.readAllBytes(file)).equals(bundle.sha256());
    }

    /**
     * Writes the result of a model's training: its report, then its bundle, then its outcome. A process that is killed
     * in between leaves no outcome.
     *
     * @param digest SHA-256, hex, of everything that it follows from
     * @param seconds duration of the training
     * @return the outcome
     */
    public GroupOutcome keep(ModelRef ref, String digest, GroupTraining training, double seconds) throws IOException {
        GroupOutcome outcome;
        if (training instanceof GroupTraining.UntrainedGroup untrained) {
            outcome = GroupOutcome.leftOut(digest, untrained.reason());
        } else {
            GroupTraining.TrainedGroup trained = (GroupTraining.TrainedGroup) training;
            ReportFiles.write(
                    folder,
                    stem(ref),
                    trained.result(),
                    new TrainingReport.RunFacts(seconds, Provenance.machine(), Optional.of(trained.verdict())));
            byte[] bundle = Bundles.write(trained.result().bundle());
            String file = stem(ref) + ".bundle";
            WholeFile.write(folder.resolve(file), bundle);
            outcome = GroupOutcome.trained(digest, BundleFacts.of(file, sha256(bundle), trained));
        }
        write(outcomeFile(ref), outcome.json());
        return outcome;
    }

    private static String stem(ModelRef ref) {
        return ref.name() + "-" + ref.version();
    }

    private Path outcomeFile(ModelRef ref) {
        return folder.resolve(stem(ref) + ".group.json");
    }

    /** Writes the list of all groups, and returns its file. */
    public Path finish(ObjectNode groups) throws IOException {
        Path file = folder.resolve("groups.json");
        write(file, groups);
        return file;
    }

    private void write(Path file, ObjectNode node) throws IOException {
        WholeFile.write(file, (node.toPrettyString() + "\n").getBytes(UTF_8));
    }

    /** Returns the SHA-256 of some bytes, hex. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(newSha256().digest(bytes));
    }

    /** Returns a SHA-256 of nothing yet. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** Gives the lock back, if it has one. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
