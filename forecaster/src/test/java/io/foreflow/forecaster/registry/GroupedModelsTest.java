package io.foreflow.forecaster.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.GroupedModels.ModelGroup;
import io.foreflow.forecaster.registry.Routing.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupedModelsTest {
    @TempDir
    private Path dir;

    @Test
    void shouldReadTheFolderOfATraining() throws IOException {
        // given
        Path folder = three().write(json -> json.put("later", "is ignored"));

        // when
        GroupedModels models = GroupedModels.read(folder);

        // then
        models.verify(bytes -> {});
        assertThat(GroupedModels.isAt(folder)).isTrue();
        assertThat(models.groups())
                .extracting(group -> group.model() + " " + group.sensors() + " " + group.passes())
                .containsExactly("traffic.0@v1 *#0 true", "traffic.north@v1 {a, b} false", "traffic@v1 * true");
        assertThat(models.groups()).extracting(ModelGroup::summary).contains("worse than ridge");
    }

    @Test
    void shouldNameEveryProblemOfTheFile() throws IOException {
        refused(json -> json.put("format", "foreflow-groups/2"), "the format is foreflow-groups/2 where this version");
        refused(json -> json.put("version", "a b"), "groups[0]: model version (a b)");
        refused(json -> json.putArray("groups"), "groups must be an array of at least one group");
        refused(
                json -> {
                    at(json, 0).put("bundle", "../traffic.bundle");
                    at(json, 1).put("sha256", "AB");
                    at(json, 2).putObject("gate");
                },
                "groups[0]: the bundle (../traffic.bundle) must be the name of a file in the folder; groups[1]: sha256"
                        + " must be 64 lower-case hexadecimal digits; groups[2]: gate must say whether the group passes");
        refused(
                json -> {
                    at(json, 0).put("model", "traffic.1");
                    at(json, 1).put("group", "");
                    at(json, 2).put("share", "0");
                },
                "groups[0]: the model must be traffic.0@v1, not traffic.1@v1; groups[1]: a group needs a name; the route"
                        + " *#0=traffic matches no sensor, because *#0=traffic.1 comes before it; leave one of them out, or put it first;"
                        + " the last route must be for the sensors *");
        refused(
                json -> at(json, 2).put("group", "south").put("model", "traffic.south"),
                "groups[2]: the last group must be the shared one");
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> GroupedModels.read(dir.resolve("nowhere")))
                .withMessageContaining("foreflow train --groups writes it");
    }

    @Test
    void shouldNameEveryBundleThatCannotBePublished() throws IOException {
        // given
        Path folder = three().share("10", true).shared(true).write(json -> json.withArray("groups")
                .remove(2));
        Files.delete(folder.resolve("traffic.0-v1.bundle"));
        Files.write(folder.resolve("traffic.north-v1.bundle"), new byte[] {1, 2, 3});
        GroupedModels read = GroupedModels.read(folder);
        ModelGroup third = read.groups().get(2);
        byte[] foreign = ExampleModels.bundle(ExampleModels.V1);
        Files.write(folder.resolve(third.bundle()), foreign);
        ModelGroup changed = new ModelGroup(
                third.group(),
                third.model(),
                third.sensors(),
                third.bundle(),
                io.foreflow.models.bundle.Bundles.sha256(foreign),
                true,
                "");
        GroupedModels models = new GroupedModels(
                folder,
                "traffic",
                "v1",
                List.of(
                        read.groups().get(0),
                        read.groups().get(1),
                        changed,
                        read.groups().get(3)));

        // then
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> models.verify(bytes -> {}))
                .withMessageContaining("traffic.0-v1.bundle: is not in ")
                .withMessageContaining(
                        "traffic.north-v1.bundle: has the SHA-256 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81")
                .withMessageContaining("traffic.10-v1.bundle: holds freeway@v1, not traffic.10@v1");
    }

    @Test
    void shouldKeepTheRoutesOfOtherModelsBeforeThoseOfTheGroups() throws IOException {
        // given
        GroupedModels models = GroupedModels.read(three().write());
        Routing before = routing("traffic-1=traffic.old", "pump-*=pumps", "i880-*=traffic", "x=other", "*=default");

        // then: with all champions
        assertThat(models.routes(before, Set.of("traffic", "traffic.0", "traffic.north")))
                .hasToString("[pump-*=pumps, x=other, *#0=traffic.0, {a, b}=traffic.north, *=default]");

        // then: the shared model serves the sensors of a group without a champion
        assertThat(models.routes(before, Set.of("traffic", "traffic.0")))
                .hasToString("[pump-*=pumps, x=other, *#0=traffic.0, {a, b}=traffic, *=default]");
        assertThat(models.routes(before, Set.of("traffic.0")))
                .hasToString("[pump-*=pumps, x=other, *#0=traffic.0, *=default]");
    }

    @Test
    void shouldServeAllOtherSensorsWithTheSharedModelOfTheDefaultName() throws IOException {
        // given
        GroupedModels models = GroupedModels.read(three().write());

        // then
        assertThat(models.routes(routing("pump-*=pumps", "*=traffic"), Set.of("traffic", "traffic.0")))
                .hasToString("[pump-*=pumps, *#0=traffic.0, *=traffic]");
        assertThat(models.routes(routing("*#01=traffic.01", "*=traffic"), Set.of()))
                .hasToString("[*=traffic]");
    }

    private GroupFolderFiles three() {
        return new GroupFolderFiles(dir.resolve("traffic"), "traffic", "v1")
                .share("0", true)
                .list("north", List.of("a", "b"), false)
                .shared(true);
    }

    private void refused(Consumer<ObjectNode> change, String problem) {
        Path folder = three().write(change);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> GroupedModels.read(folder))
                .withMessageContaining(problem);
    }

    private static ObjectNode at(ObjectNode json, int group) {
        return (ObjectNode) json.withArray("groups").get(group);
    }

    private static Routing routing(String... routes) {
        return new Routing(Stream.of(routes).map(Route::parse).toList());
    }
}
