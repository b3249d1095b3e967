package io.foreflow.training.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorShare;

/**
 * Writes {@code groups.json}, the list of all models of a grouped training in the order of their routes. Groups without
 * a bundle are not in it: the shared model, the last of the list, serves their sensors.
 */
public final class GroupManifest {
    private static final String FORMAT = "foreflow-groups/1";

    private final GroupFolder.GroupRun run;
    private final ObjectNode root = Json.MAPPER.createObjectNode();
    private final ArrayNode groups;

    public GroupManifest(GroupFolder.GroupRun run) {
        this.run = run;
        root.put("format", FORMAT);
        root.put("name", run.ref().name());
        root.put("version", run.ref().version());
        root.put("recipe", run.recipe());
        this.groups = root.putArray("groups");
    }

    /** Adds a group with its bundle. */
    public void add(SensorGroup group, GroupOutcome.BundleFacts bundle) {
        ObjectNode node = groups.addObject();
        node.put("group", group.name());
        node.put("model", group.modelName(run.ref().name()));
        if (group.selector() instanceof GroupSelector.ByPattern pattern) {
            node.put("sensors", pattern.pattern());
            if (!pattern.share().equals(SensorShare.ALL)) {
                node.put("share", pattern.share().bits());
            }
        } else if (group.selector() instanceof GroupSelector.ByList list) {
            ArrayNode in = node.putArray("in");
            list.sensors().forEach(sensor -> in.add(sensor.value()));
        }
        node.put("bundle", bundle.file());
        node.put("sha256", bundle.sha256());
        node.put("sensorCount", group.sensors().size());
        node.putObject("gate").put("passes", bundle.passes()).put("summary", bundle.summary());
    }

    public ObjectNode json() {
        return root;
    }
}
