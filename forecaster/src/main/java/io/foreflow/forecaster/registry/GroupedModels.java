package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The models of one training by groups of sensors, as its folder holds them: the file {@value #FILE} and a bundle for
 * each group. A model with a group is named {@code NAME.GROUP}; the shared one, which serves sensors that no group has,
 * is named {@code NAME}. All have the same version.
 *
 * @param folder folder of the bundles
 * @param groups groups in the order of their routes; the last one is the shared model
 */
public record GroupedModels(Path folder, String name, String version, List<ModelGroup> groups) {
    public static final String FILE = "groups.json";
    static final String FORMAT = "foreflow-groups/1";

    /** Maximum number of problems that a message names. */
    private static final int MAX_PROBLEMS = 20;

    /**
     * One group.
     *
     * @param group empty for the shared model
     * @param bundle name of the bundle's file
     * @param sha256 digest of the bundle
     * @param passes true if the gate lets it become champion
     * @param summary the gate's reason, in a line
     */
    public record ModelGroup(
            String group,
            ModelRef model,
            SensorSelector sensors,
            String bundle,
            String sha256,
            boolean passes,
            String summary) {
        public ModelGroup {
            requireNonNull(group, "group");
            requireNonNull(model, "model");
            requireNonNull(sensors, "sensors");
            requireNonNull(bundle, "bundle");
            requireNonNull(sha256, "sha256");
            requireNonNull(summary, "summary");
        }

        boolean isShared() {
            return group.isEmpty();
        }

        Route route() {
            return new Route(sensors, model.name());
        }
    }

    /** @throws RegistryException that names everything that is wrong with the groups */
    public GroupedModels {
        requireNonNull(folder, "folder");
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        groups = List.copyOf(groups);
        throwIfAny(problems(name, version, groups));
    }

    private static List<String> problems(String name, String version, List<ModelGroup> groups) {
        List<String> problems = new ArrayList<>();
        Set<String> models = new HashSet<>();
        for (int i = 0; i < groups.size(); i++) {
            ModelGroup group = groups.get(i);
            boolean last = i == groups.size() - 1;
            ModelRef expected = new ModelRef(last ? name : name + "." + group.group(), version);
            if (group.isShared() != last) {
                problems.add("groups[" + i + "]: "
                        + (last
                                ? "the last group must be the shared one, with an empty name"
                                : "a group needs a name"));
            } else if (!group.model().equals(expected)) {
                problems.add("groups[" + i + "]: the model must be " + expected + ", not " + group.model());
            }
            if (!models.add(group.model().name())) {
                problems.add("groups[" + i + "]: the model " + group.model() + " is there twice");
            }
        }
        problems.addAll(Routing.problems(groups.stream().map(ModelGroup::route).toList()));
        return problems;
    }

    /** Returns true if the folder is that of a training by groups. */
    public static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /**
     * Reads {@value #FILE} of a folder, without the bundles.
     *
     * @throws RegistryException that names everything that is wrong with it
     * @throws IOException if it cannot be read
     */
    public static GroupedModels read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        try {
            JsonNode json = Json.object(Files.readAllBytes(file));
            String format = Json.text(json, "format");
            if (!format.equals(FORMAT)) {
                throw new RegistryException(file + ": the format is " + format + " where this version reads " + FORMAT);
            }
            String name = Json.text(json, "name");
            String version = Json.text(json, "version");
            return new GroupedModels(folder, name, version, groups(json.path("groups"), version));
        } catch (NoSuchFileException e) {
            throw new RegistryException("there is no " + file + "; foreflow train --groups writes it", e);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<ModelGroup> groups(JsonNode array, String version) {
        if (!array.isArray() || array.isEmpty()) {
            throw new IllegalArgumentException("groups must be an array of at least one group");
        }
        List<ModelGroup> groups = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            try {
                groups.add(group(array.get(i), version));
            } catch (IllegalArgumentException e) {
                problems.add("groups[" + i + "]: " + e.getMessage());
            }
        }
        throwIfAny(problems);
        return groups;
    }

    private static ModelGroup group(JsonNode json, String version) {
        String bundle = Json.text(json, "bundle");
        if (bundle.isEmpty() || !Path.of(bundle).equals(Path.of(bundle).getFileName()) || bundle.startsWith("..")) {
            throw new IllegalArgumentException("the bundle (" + bundle + ") must be the name of a file in the folder");
        }
        String sha256 = Json.text(json, "sha256");
        if (!RecordKey.DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits");
        }
        JsonNode gate = json.path("gate");
        if (!gate.path("passes").isBoolean()) {
            throw new IllegalArgumentException("gate must say whether the group passes");
        }
        return new ModelGroup(
                Json.text(json, "group"),
                new ModelRef(Json.text(json, "model"), version),
                RoutesJson.sensors(json),
                bundle,
                sha256,
                gate.path("passes").booleanValue(),
                gate.path("summary").asText(""));
    }

    /**
     * Reads each bundle once, and checks it.
     *
     * @param place throws a {@link RegistryException} if a bundle of a size may lie nowhere
     * @throws RegistryException that names every bundle that cannot be published
     */
    void verify(IntConsumer place) {
        List<String> problems = new ArrayList<>();
        groups.forEach(group -> {
            try {
                byte[] bundle = bytes(group);
                requirePlace(group, bundle, place);
                problem(group, bundle).ifPresent(problem -> problems.add(group.bundle() + ": " + problem));
            } catch (RegistryException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        });
        throwIfAny(problems);
    }

    private static void requirePlace(ModelGroup group, byte[] bundle, IntConsumer place) {
        try {
            place.accept(bundle.length);
        } catch (RegistryException e) {
            throw new RegistryException(group.bundle() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> problem(ModelGroup group, byte[] bundle) {
        try {
            TrainedModel model = Bundles.read(bundle);
            if (!model.ref().equals(group.model())) {
                return Optional.of("holds " + model.ref() + ", not " + group.model());
            }
            return model.task() instanceof ForecastTask ? Optional.empty() : Optional.of("does not forecast");
        } catch (BundleException e) {
            return Optional.of("cannot be used: " + e.getMessage());
        }
    }

    /**
     * Reads the bundle of a group.
     *
     * @throws RegistryException if it cannot be read, or has another digest
     */
    byte[] bytes(ModelGroup group) {
        byte[] bundle;
        try {
            bundle = Files.readAllBytes(folder.resolve(group.bundle()));
        } catch (NoSuchFileException e) {
            throw new RegistryException(group.bundle() + ": is not in " + folder, e);
        } catch (IOException e) {
            throw new RegistryException(group.bundle() + ": cannot be read: " + e.getMessage(), e);
        }
        String sha256 = Bundles.sha256(bundle);
        if (!sha256.equals(group.sha256())) {
            throw new RegistryException(
                    group.bundle() + ": has the SHA-256 " + sha256 + " where " + FILE + " says " + group.sha256());
        }
        return bundle;
    }

    /** Returns true for the name of the shared model and of each model of a group, also of earlier trainings. */
    boolean isOurs(String model) {
        return isOf(name, model);
    }

    /** Returns true if a model belongs to the groups of a name. */
    static boolean isOf(String name, String model) {
        return model.equals(name) || model.startsWith(name + ".");
    }

    /**
     * Returns the routes after the publication. Routes of other models come first, in their order, so that they keep
     * their sensors. Then come the groups that have a champion. The last route stays that of its model. If this is the
     * model of these groups, the shared model serves all other sensors; otherwise it serves those of groups without a
     * champion.
     *
     * @param before routes that counted before
     * @param champions names of the models that have a champion
     */
    List<Route> routes(Routing before, Set<String> champions) {
        List<Route> routes = new ArrayList<>();
        int end = before.routes().size() - 1;
        Route last = before.routes().get(end);
        before.routes().subList(0, end).stream()
                .filter(route -> !isOurs(route.model()))
                .forEach(routes::add);
        boolean isDefault = isOurs(last.model());
        for (ModelGroup group : groups) {
            if (!group.isShared() && champions.contains(group.model().name())) {
                routes.add(group.route());
            } else if (!group.isShared() && !isDefault && champions.contains(name)) {
                routes.add(new Route(group.sensors(), name));
            }
        }
        routes.add(isDefault ? new Route(Routing.EVERY_SENSOR, name) : last);
        return routes;
    }

    private static void throwIfAny(List<String> problems) {
        if (!problems.isEmpty()) {
            int most = Math.min(MAX_PROBLEMS, problems.size());
            throw new RegistryException(String.join("; ", problems.subList(0, most))
                    + (problems.size() > most ? "; " + (problems.size() - most) + " more problems" : ""));
        }
    }
}
