package io.foreflow.models.model;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.BaselineBlend;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.CovariatesKnown;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.Forecaster;
import io.foreflow.models.forecast.Guard;
import io.foreflow.models.forecast.InputRows;
import io.foreflow.models.forecast.NetworkForecaster;
import io.foreflow.models.forecast.NetworkInputs;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts with a model: the weighted mean of its members that know the sensor, clipped to the possible values
 * ({@link Guard}). Every forecast from a bundle comes from this class, live and in a backtest. Members with the same
 * inputs read them from one place. Confined to one thread.
 */
public final class ModelForecaster implements Forecaster, AutoCloseable {
    /** Name of the method when one network forecasts. */
    public static final String NETWORK = NamedNetwork.ONLY;

    /** Name of the method when several members forecast. Baselines with a share do not count as members. */
    public static final String ENSEMBLE = "ensemble";

    /** Maximum number of windows at once: their inputs stay in the processor's cache. */
    private static final int BATCH = 128;

    private final TrainedModel bundle;
    private final ForecastTask task;
    private final Function<NetworkSpec, Engine> engines;
    private final NetworkInputs inputs;
    private final Map<MemberKey, Member> members = new HashMap<>();
    private final Set<SensorId> sensorsWithMembers = new HashSet<>();

    /** Open forecasters of the members in use: a model may have networks for many more sensors than one task sees. */
    private final Map<Member, NetworkForecaster> open = new HashMap<>();

    /** Plans of the sensors that have shares or members of their own. */
    private final Map<SensorId, SensorPlan> plans = new HashMap<>();

    private @Nullable SensorPlan otherPlan;

    /** The means of the windows at hand, one for each. */
    private final List<WindowMean> means = new ArrayList<>();

    private final List<NetworkForecaster> asked = new ArrayList<>();
    private final double[] values;

    /**
     * The forecast of one share, before it is averaged and before {@link Guard} limits it.
     *
     * @param name name of the member or baseline
     * @param share its share in the sensor's forecasts
     * @param member the member; empty for a baseline, and if no member of this name knows the sensor
     * @param values one for each target step, in the sensor's unit; empty if it cannot forecast the window
     * @param obstacle the reason why it cannot
     */
    public record ShareForecast(
            String name,
            double share,
            Optional<Member> member,
            Optional<Values> values,
            Optional<UnableReason> obstacle) {}

    private record MemberKey(String name, @Nullable SensorId sensor) {}

    /**
     * A share in the forecasts of a sensor.
     *
     * @param baseline true if a baseline or their blend has the share
     * @param label the baseline; null for the blend, and for a member
     * @param networks the member's networks; null if no member of this name knows the sensor, and for a baseline
     */
    private record PlannedShare(
            String name,
            double share,
            boolean baseline,
            @Nullable Baseline label,
            @Nullable NetworkForecaster networks,
            List<CovariateInput> covariates) {}

    /**
     * The shares in the forecasts of a sensor, by name, and the rows that they read.
     *
     * @param inputs each once
     */
    private record SensorPlan(List<PlannedShare> shares, List<InputRows> inputs) {
        static final SensorPlan NOTHING = new SensorPlan(List.of(), List.of());
    }

    private ModelForecaster(TrainedModel bundle, Function<NetworkSpec, Engine> engines) {
        this.bundle = bundle;
        this.task = bundle.forecastTask();
        this.engines = engines;
        this.inputs = new NetworkInputs(task.shape());
        this.values = new double[task.shape().horizon()];
        task.members().forEach(member -> {
            members.put(new MemberKey(member.name(), member.sensor().orElse(null)), member);
            member.sensor().ifPresentOrElse(sensorsWithMembers::add, () -> forecaster(member));
        });
    }

    /**
     * @param engines returns the engine for a network
     * @throws IllegalArgumentException if the model is not a forecaster, or if a network does not fit its features and
     *     window shape
     */
    public static ModelForecaster open(TrainedModel bundle, Function<NetworkSpec, Engine> engines) {
        return new ModelForecaster(bundle, engines);
    }

    @Override
    public ForecastOutcome forecast(Window window) {
        average(List.of(window));
        return means.get(0).outcome(window);
    }

    /**
     * Forecasts many windows with few calls of the engine, which takes less time than one {@link #forecast} after
     * another. The results are equal: bit for bit on the fused engine, up to rounding on others.
     *
     * @return one outcome for each window, in their order
     */
    public List<ForecastOutcome> forecastAll(List<Window> windows) {
        List<ForecastOutcome> outcomes = new ArrayList<>(windows.size());
        for (int from = 0; from < windows.size(); from += BATCH) {
            List<Window> some = windows.subList(from, Math.min(from + BATCH, windows.size()));
            average(some);
            for (int row = 0; row < some.size(); row++) {
                outcomes.add(means.get(row).outcome(some.get(row)));
            }
        }
        return outcomes;
    }

    /** Forecasts a window with each share of its sensor apart, by name. */
    public List<ShareForecast> forecastEach(Window window) {
        UnableReason obstacle = obstacle(window);
        SensorPlan plan = plan(window.sensor());
        if (obstacle == null) {
            plan.inputs().forEach(rows -> rows.encode(window, 0));
        }
        List<ShareForecast> forecasts = new ArrayList<>();
        for (PlannedShare share : plan.shares()) {
            UnableReason reason = obstacle == null ? forecastAlone(share, window) : obstacle;
            forecasts.add(new ShareForecast(
                    share.name(),
                    share.share(),
                    share.baseline() ? Optional.empty() : Optional.ofNullable(member(share.name(), window.sensor())),
                    reason == null ? Optional.of(Values.of(values)) : Optional.empty(),
                    Optional.ofNullable(reason)));
        }
        return forecasts;
    }

    /** Forecasts a window that is encoded as row 0. Returns the reason if that is impossible. */
    private @Nullable UnableReason forecastAlone(PlannedShare share, Window window) {
        NetworkForecaster networks = share.networks();
        if (networks == null) {
            boolean known = share.baseline() && baseline(share.label(), window);
            return known ? null : UnableReason.TOO_LITTLE_MEMORY;
        }
        networks.clear();
        if (!networks.add(0)) {
            return UnableReason.TOO_LITTLE_MEMORY;
        }
        networks.predict();
        boolean finite = networks.read(0, values);
        networks.clear();
        return finite ? null : UnableReason.NOT_FINITE;
    }

    /** Computes the mean of each window, at most {@value #BATCH}. */
    private void average(List<Window> windows) {
        // Rows may be left from a call in which an engine failed.
        asked.forEach(NetworkForecaster::clear);
        asked.clear();
        int shares = 0;
        for (int row = 0; row < windows.size(); row++) {
            if (row == means.size()) {
                means.add(new WindowMean());
            }
            Window window = windows.get(row);
            UnableReason obstacle = obstacle(window);
            SensorPlan plan = obstacle == null ? plan(window.sensor()) : SensorPlan.NOTHING;
            means.get(row).start(plan, obstacle);
            for (int i = 0; i < plan.inputs().size(); i++) {
                plan.inputs().get(i).encode(window, row);
            }
            shares = Math.max(shares, plan.shares().size());
        }
        for (int place = 0; place < shares; place++) {
            addShares(place, windows);
        }
    }

    /** Adds the share at place {@code place} of each window's plan, so that each sum has the order of its plan. */
    private void addShares(int place, List<Window> windows) {
        for (int row = 0; row < windows.size(); row++) {
            WindowMean mean = means.get(row);
            if (place < mean.plan.shares().size()) {
                PlannedShare share = mean.plan.shares().get(place);
                if (share.networks() != null) {
                    ask(share.networks(), row);
                } else if (share.baseline() && baseline(share.label(), windows.get(row))) {
                    mean.add(share, windows.get(row), values);
                } else {
                    mean.leaveOut(UnableReason.TOO_LITTLE_MEMORY);
                }
            }
        }
        for (int i = 0; i < asked.size(); i++) {
            addForecasts(asked.get(i), place, windows);
        }
        asked.clear();
    }

    private boolean baseline(@Nullable Baseline baseline, Window window) {
        return baseline == null ? BaselineBlend.blend(window, values) : baseline.complete(window, values);
    }

    private void ask(NetworkForecaster networks, int row) {
        if (!networks.add(row)) {
            means.get(row).leaveOut(UnableReason.TOO_LITTLE_MEMORY);
        } else if (networks.count() == 1) {
            asked.add(networks);
        }
    }

    private void addForecasts(NetworkForecaster networks, int place, List<Window> windows) {
        networks.predict();
        for (int i = 0; i < networks.count(); i++) {
            int row = networks.row(i);
            WindowMean mean = means.get(row);
            if (networks.read(i, values)) {
                mean.add(mean.plan.shares().get(place), windows.get(row), values);
            } else {
                mean.leaveOut(UnableReason.NOT_FINITE);
            }
        }
        networks.clear();
    }

    private @Nullable UnableReason obstacle(Window window) {
        if (!window.shape().equals(task.shape())) {
            return UnableReason.SHAPE_MISMATCH;
        }
        if (!task.zones().contains(window.zone())) {
            return UnableReason.ZONE_MISMATCH;
        }
        return window.isComplete() ? null : UnableReason.INCOMPLETE_HISTORY;
    }

    private SensorPlan plan(SensorId sensor) {
        SensorPlan known = plans.get(sensor);
        if (known != null) {
            return known;
        }
        if (task.sharesBySensor().containsKey(sensor) || sensorsWithMembers.contains(sensor)) {
            SensorPlan own = planFor(sensor);
            plans.put(sensor, own);
            return own;
        }
        if (otherPlan == null) {
            otherPlan = planFor(sensor);
        }
        return otherPlan;
    }

    private SensorPlan planFor(SensorId sensor) {
        List<PlannedShare> shares = new ArrayList<>();
        List<InputRows> read = new ArrayList<>();
        task.sharesFor(sensor).byMember().forEach((name, share) -> {
            boolean baseline = MemberShares.isBaseline(name);
            Member member = baseline ? null : member(name, sensor);
            NetworkForecaster networks = member == null ? null : forecaster(member);
            if (networks != null && !read.contains(networks.inputs())) {
                read.add(networks.inputs());
            }
            shares.add(new PlannedShare(
                    name,
                    share,
                    baseline,
                    Baseline.labelled(name).orElse(null),
                    networks,
                    member == null ? List.of() : member.covariates()));
        });
        return new SensorPlan(List.copyOf(shares), List.copyOf(read));
    }

    /** Returns the sensor's own member of this name, else the one for all sensors; null if there is neither. */
    private @Nullable Member member(String name, SensorId sensor) {
        Member own = members.get(new MemberKey(name, sensor));
        return own != null ? own : members.get(new MemberKey(name, null));
    }

    private NetworkForecaster forecaster(Member member) {
        return open.computeIfAbsent(
                member,
                wanted -> new NetworkForecaster(
                        wanted.networks().stream().map(bundle::networkNamed).toList(),
                        FeatureSet.named(wanted.features()),
                        wanted.covariates(),
                        inputs,
                        engines));
    }

    /**
     * The weighted mean of the members' forecasts of one window. Members that could not forecast are left out, unless
     * none could. Reused for one window after another.
     */
    private final class WindowMean {
        private SensorPlan plan = SensorPlan.NOTHING;
        private final double[] sum = new double[values.length];
        private double shares;
        private int networks;
        private int read;
        private int known;
        private String method = ENSEMBLE;
        private UnableReason unable = UnableReason.TOO_LITTLE_MEMORY;

        void start(SensorPlan plan, @Nullable UnableReason obstacle) {
            this.plan = plan;
            Arrays.fill(sum, 0);
            shares = 0;
            networks = 0;
            read = 0;
            known = 0;
            method = ENSEMBLE;
            unable = obstacle == null ? UnableReason.TOO_LITTLE_MEMORY : obstacle;
        }

        void add(PlannedShare share, Window window, double[] forecast) {
            for (int lead = 0; lead < sum.length; lead++) {
                sum[lead] += share.share() * forecast[lead];
            }
            shares += share.share();
            if (networks == 0 || !share.baseline()) {
                method = share.name();
            }
            networks += share.baseline() ? 0 : 1;
            for (int i = 0; i < share.covariates().size(); i++) {
                read++;
                known += share.covariates().get(i).isKnown(window) ? 1 : 0;
            }
        }

        void leaveOut(UnableReason reason) {
            unable = reason;
        }

        ForecastOutcome outcome(Window window) {
            if (shares == 0) {
                return new Unable(unable);
            }
            double[] mean = new double[sum.length];
            for (int lead = 0; lead < mean.length; lead++) {
                mean[lead] = sum[lead] / shares;
                if (!Double.isFinite(mean[lead])) {
                    return new Unable(UnableReason.NOT_FINITE);
                }
            }
            Guard.Guarded guarded = Guard.guard(window, Values.owning(mean), task.bounds());
            return new Forecasted(
                    guarded.values(),
                    networks > 1 ? ENSEMBLE : method,
                    guarded.clipped(),
                    CovariatesKnown.of(read, known));
        }
    }

    @Override
    public void close() {
        open.values().forEach(NetworkForecaster::close);
        open.clear();
    }
}
