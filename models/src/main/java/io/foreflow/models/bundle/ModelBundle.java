package io.foreflow.models.bundle;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Blend;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.WindowShape;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A trained model: inert data.
 *
 * @param ref its name and version
 * @param parts the networks that it is made of, at least one; most models have one, an ensemble has several
 * @param task what the networks' inputs and results mean
 * @param card where it came from
 */
public record ModelBundle(ModelRef ref, List<Part> parts, Task task, Card card) {
    public ModelBundle {
        requireNonNull(ref, "ref");
        requireNonNull(task, "task");
        requireNonNull(card, "card");
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a model has at least one network");
        }
        if (parts.stream().map(Part::name).distinct().count() < parts.size()) {
            throw new IllegalArgumentException("the networks of a model must have different names");
        }
    }

    /** A model of one network. */
    public ModelBundle(ModelRef ref, NetworkSpec network, Weights weights, Task task, Card card) {
        this(ref, List.of(new Part(Part.ONLY, network, weights)), task, card);
    }

    /**
     * One network of a model.
     *
     * @param name by which the task calls it: letters, digits, dots, dashes and underscores
     * @param network the layers
     * @param weights of the layers
     */
    public record Part(String name, NetworkSpec network, Weights weights) {
        /** The name of the network of a model that has one. */
        public static final String ONLY = "network";

        public Part {
            requireNonNull(network, "network");
            requireNonNull(weights, "weights");
            if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
                throw new IllegalArgumentException("a network's name (" + name
                        + ") must be 1 to 100 letters, digits, dots, dashes and underscores");
            }
        }
    }

    /**
     * The network of a model that has one.
     *
     * @throws IllegalArgumentException if it is an ensemble
     */
    public NetworkSpec network() {
        return only().network();
    }

    /**
     * The weights of a model that has one network.
     *
     * @throws IllegalArgumentException if it is an ensemble
     */
    public Weights weights() {
        return only().weights();
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public Part part(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model " + ref + " has no network called " + name));
    }

    /** The same networks with another task. */
    public ModelBundle with(Task task) {
        return new ModelBundle(ref, parts, task, card);
    }

    /** The same networks with another card. */
    public ModelBundle with(Card card) {
        return new ModelBundle(ref, parts, task, card);
    }

    /** How many numbers the weights are, over all networks. */
    public long parameters() {
        return parts.stream().mapToLong(part -> part.weights().parameters()).sum();
    }

    private Part only() {
        if (parts.size() > 1) {
            throw new IllegalArgumentException(
                    "model " + ref + " is an ensemble of " + parts.size() + " networks, not a single one");
        }
        return parts.get(0);
    }

    /**
     * The task of a forecaster.
     *
     * @throws IllegalArgumentException if the model does something else
     */
    public ForecastTask forecastTask() {
        if (task instanceof ForecastTask forecast) {
            return forecast;
        }
        throw new IllegalArgumentException("model " + ref + " is for inference: it does not forecast");
    }

    /**
     * The task of a classifier or regressor.
     *
     * @throws IllegalArgumentException if the model does something else
     */
    public InferenceTask inferenceTask() {
        if (task instanceof InferenceTask inference) {
            return inference;
        }
        throw new IllegalArgumentException("model " + ref + " is a forecaster: it does not answer single records");
    }

    /** What the network's inputs and result mean. */
    public sealed interface Task permits ForecastTask, InferenceTask {}

    /**
     * How a raw record becomes the network's input, and its result an answer.
     *
     * @param input what is asked
     * @param output what is answered
     */
    public record InferenceTask(InputSpec input, OutputSpec output) implements Task {
        public InferenceTask {
            requireNonNull(input, "input");
            requireNonNull(output, "output");
        }

        /** @throws IllegalArgumentException if the network does not read this input or yield this output */
        public void requireFit(NetworkSpec network) {
            if (network.inputs().size() != 1
                    || !input.fits(network.inputs().values().iterator().next())) {
                throw new IllegalArgumentException("the network reads "
                        + network.inputs().values() + " where " + input.kind() + " give " + input.shape());
            }
            output.requireFit(network.inlined());
        }
    }

    /**
     * How a window becomes the networks' inputs, and their results a forecast.
     *
     * @param shape the window's lengths; a window of another shape is not forecast
     * @param zones of the sensors that it was trained on; a window of another zone is not forecast
     * @param bounds that every forecast is held within
     * @param members what forecasts, at least one, each name and sensor once
     * @param mixes how the members are averaged for sensors that were trained on; a sensor that is not here has {@code
     *     otherwise}
     * @param otherwise how the members are averaged for all other sensors; without those that are for one sensor
     * @param intervals where intervals start of sensors that have not been scored yet
     */
    public record ForecastTask(
            WindowShape shape,
            Set<ZoneId> zones,
            TargetBounds bounds,
            List<Member> members,
            Map<SensorId, Mix> mixes,
            Mix otherwise,
            IntervalStarts intervals)
            implements Task {
        public ForecastTask {
            requireNonNull(shape, "shape");
            requireNonNull(bounds, "bounds");
            requireNonNull(otherwise, "otherwise");
            intervals.requireHorizon(shape.horizon());
            zones = Set.copyOf(zones);
            members = List.copyOf(members);
            mixes = Map.copyOf(mixes);
            if (members.isEmpty()) {
                throw new IllegalArgumentException("a forecaster has at least one member");
            }
            Set<String> names = members.stream().map(Member::name).collect(Collectors.toCollection(TreeSet::new));
            requireKnown(names, "otherwise", otherwise);
            mixes.forEach((sensor, mix) -> requireKnown(names, "the mix of " + sensor, mix));
            names.stream().filter(Mix::isBaseline).findFirst().ifPresent(name -> {
                throw new IllegalArgumentException(
                        "a forecaster's member cannot be called " + name + ", as a baseline is");
            });
            if (members.stream()
                            .map(member -> List.of(member.name(), member.sensor()))
                            .distinct()
                            .count()
                    < members.size()) {
                throw new IllegalArgumentException("a forecaster's members must differ in name or sensor");
            }
        }

        /** Of which nothing is known about its errors. */
        public ForecastTask(
                WindowShape shape,
                Set<ZoneId> zones,
                TargetBounds bounds,
                List<Member> members,
                Map<SensorId, Mix> mixes,
                Mix otherwise) {
            this(shape, zones, bounds, members, mixes, otherwise, IntervalStarts.NONE);
        }

        /** Of one network for all sensors. */
        public ForecastTask(WindowShape shape, Set<ZoneId> zones, String features) {
            this(shape, zones, TargetBounds.NONE, features, List.of());
        }

        /** Of one network for all sensors, within bounds. */
        public ForecastTask(
                WindowShape shape,
                Set<ZoneId> zones,
                TargetBounds bounds,
                String features,
                List<CovariateInput> covariates) {
            this(
                    shape,
                    zones,
                    bounds,
                    List.of(new Member(Part.ONLY, List.of(Part.ONLY), features, covariates, Optional.empty())),
                    Map.of(),
                    Mix.of(Part.ONLY));
        }

        private static void requireKnown(Set<String> names, String what, Mix mix) {
            mix.shares().keySet().stream()
                    .filter(name -> !names.contains(name) && !Mix.isBaseline(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new IllegalArgumentException(
                                what + " names " + name + ", which is no member; members are " + names);
                    });
        }

        /** The same with other intervals to start from. */
        public ForecastTask with(IntervalStarts starts) {
            return new ForecastTask(shape, zones, bounds, members, mixes, otherwise, starts);
        }

        /** How the members are averaged for a sensor. */
        public Mix mix(SensorId sensor) {
            return mixes.getOrDefault(sensor, otherwise);
        }

        /** True for one network that forecasts alone. */
        public boolean isSingle() {
            return members.size() == 1
                    && members.get(0).parts().equals(List.of(Part.ONLY))
                    && members.get(0).sensor().isEmpty()
                    && mixes.isEmpty()
                    && otherwise.equals(Mix.of(members.get(0).name()));
        }
    }

    /**
     * One of those that forecast, and how it sees a window.
     *
     * @param name by which mixes call it; members of one name are the same method, each for its own sensor
     * @param parts the names of its networks, at least one; the results of several, fitted from other seeds, are averaged
     * @param features name of the inputs, see {@link io.foreflow.models.forecast.FeatureSet}
     * @param covariates that are among the inputs, each name once; what a window does not tell of them counts as unknown
     * @param sensor whose windows alone it forecasts; empty for all sensors
     */
    public record Member(
            String name,
            List<String> parts,
            String features,
            List<CovariateInput> covariates,
            Optional<SensorId> sensor) {
        public Member {
            requireNonNull(name, "name");
            requireNonNull(features, "features");
            requireNonNull(sensor, "sensor");
            parts = List.copyOf(parts);
            if (parts.isEmpty()) {
                throw new IllegalArgumentException("member " + name + " has at least one network");
            }
            covariates = List.copyOf(covariates);
            if (covariates.stream().map(CovariateInput::name).distinct().count() < covariates.size()) {
                throw new IllegalArgumentException("the covariates of member " + name + " must have different names");
            }
        }

        /** Of one network that reads no covariates. */
        public Member(String name, String part, String features, Optional<SensorId> sensor) {
            this(name, List.of(part), features, List.of(), sensor);
        }
    }

    /**
     * How much each member counts in an average.
     *
     * @param shares by the name of the member or {@linkplain #isBaseline baseline}, above 0, at least one; of those that can forecast a
     *     window the mean weighted with these is taken
     */
    public record Mix(Map<String, Double> shares) {
        /** The name of the baselines' {@link Blend}, which every mix may use. */
        public static final String BLEND = Blend.METHOD;

        public Mix {
            shares = Collections.unmodifiableMap(new TreeMap<>(shares));
            if (shares.isEmpty() || !shares.values().stream().allMatch(share -> share > 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "a mix (" + shares + ") has at least one share, each above 0 and at most 1");
            }
        }

        /** True for what every mix may use beside the members: the blend, and each {@link Baseline} by its label. */
        public static boolean isBaseline(String name) {
            return name.equals(BLEND) || Baseline.labelled(name).isPresent();
        }

        /** One member alone, or one baseline. */
        public static Mix of(String member) {
            return new Mix(Map.of(member, 1.0));
        }
    }

    /**
     * Provenance.
     *
     * @param build how it was made
     * @param fit what it learned from
     * @param validation a forecaster's scores on the validation block by name of the model or baseline
     * @param metrics what else was measured, by name, for instance {@code testAccuracy}; NaN for what is not known. Kept
     *     in the bundle of a classifier or regressor
     * @param block on which a forecaster's scores were taken; empty where that is not known
     * @param forced true where a gate had refused the model and it was published all the same. A bundle on a topic never
     *     changes: that it was promoted later by force, its alias says
     */
    public record Card(
            Build build,
            Fit fit,
            Map<String, Score> validation,
            Map<String, Double> metrics,
            Optional<Block> block,
            boolean forced) {
        public Card {
            requireNonNull(build, "build");
            requireNonNull(fit, "fit");
            requireNonNull(block, "block");
            validation = Map.copyOf(validation);
            metrics = Map.copyOf(metrics);
        }

        /** Of a forecaster. */
        public Card(Build build, Fit fit, Map<String, Score> validation) {
            this(build, fit, validation, Map.of(), Optional.empty(), false);
        }

        /** Of a classifier or regressor. */
        public static Card ofInference(Build build, Fit fit, Map<String, Double> metrics) {
            return new Card(build, fit, Map.of(), metrics, Optional.empty(), false);
        }

        /** The same with the block on which its scores were taken. */
        public Card scoredOn(Block block) {
            return new Card(build, fit, validation, metrics, Optional.of(block), forced);
        }

        /** The same of a model that is published although a gate refused it. */
        public Card publishedByForce() {
            return new Card(build, fit, validation, metrics, block, true);
        }
    }

    /**
     * How a model was made.
     *
     * @param recipe what was trained, for instance {@code lstm}
     * @param created when
     * @param engine that fitted it
     * @param foreflow version of this software
     * @param jdk that ran it
     * @param architecture operating system and processor
     */
    public record Build(
            String recipe, Instant created, String engine, String foreflow, String jdk, String architecture) {}

    /**
     * What a model learned from.
     *
     * @param dataDigest SHA-256 of the sorted training windows, or of the data set's files, hex
     * @param rows how many it was fitted to; of a forecaster, training windows
     * @param sensors how many sensors they came from; 0 where there are none
     * @param seed of the fit
     * @param epochs that were run
     * @param bestEpoch whose weights these are, from 1
     */
    public record Fit(String dataDigest, long rows, int sensors, long seed, int epochs, int bestEpoch) {
        /** To rows that came from no sensors. */
        public Fit(String dataDigest, long rows, long seed, int epochs, int bestEpoch) {
            this(dataDigest, rows, 0, seed, epochs, bestEpoch);
        }
    }

    /**
     * The latest of a forecaster's windows, on which it was scored before it was fitted to them: those with origins in [{@code from},
     * {@code to}].
     *
     * @param from the first origin of the block
     * @param to the last origin of all windows
     */
    public record Block(Instant from, Instant to) {
        public Block {
            if (to.isBefore(from)) {
                throw new IllegalArgumentException(
                        "a block of windows (from " + from + " to " + to + ") must not end before it begins");
            }
        }
    }

    /**
     * @param mae mean absolute error in the sensors' unit, mean over the sensors
     * @param mase mean absolute scaled error, mean over the sensors
     */
    public record Score(double mae, double mase) {}
}
