package io.foreflow.forecaster.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.training.group.GroupShard;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * {@code MODEL-VERSION.group.json} for each group that is done, and {@code groups.json} once all are. A file of JSON is
 * there whole or not at all. The lock keeps a second training out of the folder; shards lock one byte each, so that
 * different ones run side by side.
 */
public final class GroupFolder implements AutoCloseable {
    private static final String RUN = "training.json";
    private static final String RUN_FORMAT = "foreflow-grouped-training/1";
    private static final String LOCK = ".lock";

    /** The byte that is locked while the run is looked up or begun, behind those of the shards. */
    private static final long RUN_BYTE = Integer.MAX_VALUE;

    private final Path folder;
    private final FileChannel channel;
    private final Consumer<String> notes;

    /**
     * A grouped training: all its shards and resumed runs.
     *
     * @param ref name of the shared model, and version of all models
     * @param created time of creation on the models' cards
     * @param recipe the recipe as it was given
     */
    public record GroupRun(ModelRef ref, Instant created, String recipe) {}

    private GroupFolder(Path folder, FileChannel channel, Consumer<String> notes) {
        this.folder = folder;
        this.channel = channel;
        this.notes = notes;
    }

    /**
     * Creates the folder if it does not exist, and takes its lock.
     *
     * @param notes takes lines that people should know
     * @throws CommandException if it is no folder, or if another training has it
     */
    public static GroupFolder open(Path folder, GroupShard shard, Consumer<String> notes) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(folder + " is a file; give a folder with --out");
        }
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean whole = shard.equals(GroupShard.WHOLE);
        if (tryLock(channel, whole ? 0 : shard.index(), whole ? RUN_BYTE : 1) == null) {
            channel.close();
            throw new CommandException("another training writes to " + folder + (whole ? "" : ", shard " + shard)
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
     * Returns the run that is in the folder, or begins one.
     *
     * @param join true to go on with a run that is there
     * @throws CommandException if there is one and {@code join} is false, or if it has another name or recipe
     */
    public GroupRun run(boolean join, GroupRun begun) throws IOException {
        try (FileLock lock = channel.lock(RUN_BYTE, 1, false)) {
            Path file = folder.resolve(RUN);
            if (!Files.exists(file)) {
                write(file, json(begun));
                return begun;
            }
            if (!join) {
                throw new CommandException(folder
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
            throw new CommandException("the training in " + folder + " is of the " + what + " " + present + ", not "
                    + wanted + "; give another folder with --out");
        }
    }

    private static GroupRun run(Path file) throws IOException {
        try {
            JsonNode node = Json.MAPPER.readTree(file.toFile());
            if (!node.path("format").asText().equals(RUN_FORMAT)) {
                throw new CommandException(file + " is not of the format " + RUN_FORMAT
                        + "; this training was begun by another version of Foreflow");
            }
            return new GroupRun(
                    new ModelRef(
                            node.path("name").asText(), node.path("version").asText()),
                    Instant.parse(node.path("created").asText()),
                    node.path("recipe").asText());
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new CommandException(
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

    /** Returns the file of a name in the folder. */
    public Path file(String name) {
        return folder.resolve(name);
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

    private boolean isThere(GroupOutcome.BundleFacts bundle) throws IOException {
        Path file = file(bundle.file());
        return Files.isRegularFile(file) && sha256(Files.readAllBytes(file)).equals(bundle.sha256());
    }

    /** Writes what became of a model's training, after its bundle and report. */
    public void done(ModelRef ref, GroupOutcome outcome) throws IOException {
        write(outcomeFile(ref), outcome.json());
    }

    private Path outcomeFile(ModelRef ref) {
        return folder.resolve(ref.name() + "-" + ref.version() + ".group.json");
    }

    /** Writes the list of all groups, and returns its file. */
    public Path finish(ObjectNode groups) throws IOException {
        Path file = folder.resolve("groups.json");
        write(file, groups);
        return file;
    }

    private void write(Path file, ObjectNode node) throws IOException {
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        Files.writeString(temporary, node.toPrettyString() + "\n", UTF_8);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
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

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
