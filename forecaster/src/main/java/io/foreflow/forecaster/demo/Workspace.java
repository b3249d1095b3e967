package io.foreflow.forecaster.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.TemporaryFolder;
import io.foreflow.ingest.wire.Json;
import io.foreflow.windowing.calendar.CalendarName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of a demo: the broker's logs, the service's stores, the model and its report. */
final class Workspace implements AutoCloseable {
    private static final String NOTES = "demo.json";

    private final Path directory;
    private final Optional<TemporaryFolder> temporary;

    private Workspace(Path directory, Optional<TemporaryFolder> temporary) {
        this.directory = directory;
        this.temporary = temporary;
    }

    /**
     * The facts that are needed to start a finished demo again.
     *
     * @param source source of the readings
     * @param network the recipe that was trained
     * @param cut start of the last 20 %
     * @param zone time zone of the sensors
     * @param holidays holidays of the sensors
     */
    record DemoSetup(String source, String network, Instant cut, ZoneId zone, CalendarName holidays) {}

    /** Opens a folder for a demo, or a temporary one. */
    static Workspace open(Optional<Path> directory) throws IOException {
        if (directory.isEmpty()) {
            TemporaryFolder temporary = TemporaryFolder.create("demo");
            return new Workspace(temporary.path(), Optional.of(temporary));
        }
        Workspace workspace = new Workspace(directory.get(), Optional.empty());
        Files.createDirectories(workspace.directory);
        if (workspace.notes().isEmpty() && !workspace.isEmpty()) {
            throw new CommandException(workspace.directory
                    + " holds other files than a finished demo; give an empty folder, or remove it");
        }
        return workspace;
    }

    Path directory() {
        return directory;
    }

    boolean isTemporary() {
        return temporary.isPresent();
    }

    Path broker() {
        return directory.resolve("broker");
    }

    Path state() {
        return directory.resolve("state");
    }

    /** Returns the facts of a demo that was finished here; empty if there was none. */
    Optional<DemoSetup> notes() throws IOException {
        Path file = directory.resolve(NOTES);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = Json.MAPPER.readTree(Files.readAllBytes(file));
            return Optional.of(new DemoSetup(
                    node.required("source").asText(),
                    node.required("network").asText(),
                    Instant.parse(node.required("cut").asText()),
                    ZoneId.of(node.required("zone").asText()),
                    CalendarName.of(node.required("holidays").asText())));
        } catch (JsonProcessingException | RuntimeException e) {
            throw new CommandException(file + " is damaged; give an empty folder, or remove this one", e);
        }
    }

    void write(DemoSetup notes) throws IOException {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("source", notes.source());
        node.put("network", notes.network());
        node.put("cut", notes.cut().toString());
        node.put("zone", notes.zone().getId());
        node.put("holidays", notes.holidays().toString());
        Files.writeString(directory.resolve(NOTES), node.toPrettyString() + "\n");
    }

    /** Removes a temporary folder. */
    @Override
    public void close() throws IOException {
        if (temporary.isPresent()) {
            temporary.get().close();
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isEmpty();
        }
    }
}
