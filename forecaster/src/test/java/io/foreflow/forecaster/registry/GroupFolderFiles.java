package io.foreflow.forecaster.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Writes the folder of a training by groups, for tests. */
public final class GroupFolderFiles {
    private final Path folder;
    private final String name;
    private final String version;
    private final ObjectNode json = Json.MAPPER.createObjectNode();
    private final ArrayNode groups;

    public GroupFolderFiles(Path folder, String name, String version) {
        this.folder = folder;
        this.name = name;
        this.version = version;
        json.put("format", "foreflow-groups/1");
        json.put("name", name);
        json.put("version", version);
        json.put("recipe", "default");
        groups = json.putArray("groups");
    }

    /** Adds a group whose name is the bits of its share. */
    public GroupFolderFiles share(String bits, boolean passes) {
        return group(bits, passes, group -> group.put("sensors", "*").put("share", bits));
    }

    public GroupFolderFiles list(String group, List<String> sensors, boolean passes) {
        return group(group, passes, node -> {
            ArrayNode in = node.putArray("in");
            sensors.forEach(in::add);
        });
    }

    public GroupFolderFiles shared(boolean passes) {
        return group("", passes, group -> group.put("sensors", "*"));
    }

    public GroupFolderFiles group(String group, boolean passes, Consumer<ObjectNode> sensors) {
        ModelRef ref = new ModelRef(group.isEmpty() ? name : name + "." + group, version);
        return group(group, ExampleModels.bundle(ref, ref.hashCode()), passes, sensors);
    }

    public GroupFolderFiles group(String group, byte[] bundle, boolean passes, Consumer<ObjectNode> sensors) {
        String model = group.isEmpty() ? name : name + "." + group;
        String file = model + "-" + version + ".bundle";
        ObjectNode node = groups.addObject().put("group", group).put("model", model);
        sensors.accept(node);
        node.put("bundle", file).put("sha256", Bundles.sha256(bundle)).put("sensorCount", 48);
        node.putObject("gate").put("passes", passes).put("summary", passes ? "better than all" : "worse than ridge");
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(file), bundle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Writes groups.json, after a change. */
    public Path write(Consumer<ObjectNode> change) {
        change.accept(json);
        try {
            Files.write(folder.resolve(GroupedModels.FILE), Json.MAPPER.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    public Path write() {
        return write(same -> {});
    }
}
