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
import io.foreflow.models.forecast.NetworkForecaster;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts with a model: the weighted mean of its members that know the sensor, clipped to the possible values
 * ({@link Guard}). Every forecast from a bundle comes from this class, live and in a backtest. Confined to one thread.
 */
public final class ModelForecaster implements Forecaster, AutoCloseable {
    /** Name of the method when one network forecasts. */
    public static final String NETWORK = NamedNetwork.ONLY;

    /** Name of the method when several members forecast. Baselines with a share do not count as members. */
    public static final String ENSEMBLE = "ensemble";

    private final TrainedModel bundle;
    private final ForecastTask task;
    private final Function<NetworkSpec, Engine> engines;
    private final Map<MemberKey, Member> members = new HashMap<>();

    /** Open forecasters of the members in use: a model may have networks for many more sensors than one task sees. */
    private final Map<Member, NetworkForecaster> open = new HashMap<>();

    private record MemberKey(String name, @Nullable SensorId sensor) {}

    private ModelForecaster(TrainedModel bundle, Function<NetworkSpec, Engine> engines) {
        this.bundle = bundle;
        this.task = bundle.forecastTask();
        this.engines = engines;
        task.members().forEach(member -> {
            members.put(new MemberKey(member.name(), member.sensor().orElse(null)), member);
            if (member.sensor().isEmpty()) {
                forecaster(member);
            }
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
        Optional<UnableReason> obstacle = obstacle(window);
        if (obstacle.isPresent()) {
            return new Unable(obstacle.get());
        }
        Map<String, ForecastOutcome> outcomes = new LinkedHashMap<>();
        for (String name : task.sharesFor(window.sensor()).byMember().keySet()) {
            outcomes.put(name, MemberShares.isBaseline(name) ? baseline(name, window) : one(name, window));
        }
        return averaged(window, outcomes);
    }

    /**
     * Forecasts many windows with few calls of the engine: the results equal those of one {@link #forecast} after
     * another, up to rounding.
     *
     * @return one outcome for each window, in their order
     */
    public List<ForecastOutcome> forecastAll(List<Window> windows) {
        Map<Member, List<Integer>> rowsByMember = new LinkedHashMap<>();
        List<Optional<UnableReason>> obstacles = new ArrayList<>(windows.size());
        List<Map<String, ForecastOutcome>> outcomes = new ArrayList<>(windows.size());
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            obstacles.add(obstacle(window));
            outcomes.add(new LinkedHashMap<>());
            if (obstacles.get(i).isEmpty()) {
                for (String name : task.sharesFor(window.sensor()).byMember().keySet()) {
                    Member member = member(name, window.sensor());
                    if (member != null) {
                        rowsByMember
                                .computeIfAbsent(member, unused -> new ArrayList<>())
                                .add(i);
                    } else if (MemberShares.isBaseline(name)) {
                        outcomes.get(i).put(name, baseline(name, window));
                    }
                }
            }
        }
        rowsByMember.forEach((member, rows) -> {
            List<ForecastOutcome> made = forecaster(member)
                    .forecastAll(rows.stream().map(windows::get).toList());
            for (int i = 0; i < rows.size(); i++) {
                outcomes.get(rows.get(i)).put(member.name(), made.get(i));
            }
        });
        List<ForecastOutcome> result = new ArrayList<>(windows.size());
        for (int i = 0; i < windows.size(); i++) {
            Optional<UnableReason> obstacle = obstacles.get(i);
            result.add(obstacle.isPresent() ? new Unable(obstacle.get()) : averaged(windows.get(i), outcomes.get(i)));
        }
        return result;
    }

    private Optional<UnableReason> obstacle(Window window) {
        if (!window.shape().equals(task.shape())) {
            return Optional.of(UnableReason.SHAPE_MISMATCH);
        }
        if (!task.zones().contains(window.zone())) {
            return Optional.of(UnableReason.ZONE_MISMATCH);
        }
        return window.isComplete() ? Optional.empty() : Optional.of(UnableReason.INCOMPLETE_HISTORY);
    }

    private static ForecastOutcome baseline(String name, Window window) {
        Optional<Values> values = name.equals(MemberShares.BLEND)
                ? BaselineBlend.forecast(window)
                : Baseline.labelled(name).flatMap(baseline -> baseline.completed(window));
        return values.<ForecastOutcome>map(said -> new Forecasted(said, name))
                .orElse(new Unable(UnableReason.TOO_LITTLE_MEMORY));
    }

    private ForecastOutcome one(String name, Window window) {
        Member member = member(name, window.sensor());
        return member == null
                ? new Unable(UnableReason.TOO_LITTLE_MEMORY)
                : forecaster(member).forecast(window);
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
                        wanted.name(),
                        wanted.networks().stream().map(bundle::networkNamed).toList(),
                        FeatureSet.named(wanted.features()),
                        wanted.covariates(),
                        task.shape(),
                        engines));
    }

    /**
     * Returns the weighted mean of the members' forecasts. Members that could not forecast are left out, unless none
     * could.
     */
    private ForecastOutcome averaged(Window window, Map<String, ForecastOutcome> outcomes) {
        MemberShares memberShares = task.sharesFor(window.sensor());
        double[] sum = new double[task.shape().horizon()];
        double shares = 0;
        int members = 0;
        int read = 0;
        int known = 0;
        String method = ENSEMBLE;
        Unable unable = new Unable(UnableReason.TOO_LITTLE_MEMORY);
        for (Map.Entry<String, Double> share : memberShares.byMember().entrySet()) {
            ForecastOutcome outcome = outcomes.get(share.getKey());
            if (outcome instanceof Forecasted forecasted) {
                for (int lead = 0; lead < sum.length; lead++) {
                    sum[lead] += share.getValue() * forecasted.values().at(lead);
                }
                shares += share.getValue();
                if (members == 0 || !MemberShares.isBaseline(share.getKey())) {
                    method = forecasted.method();
                }
                members += MemberShares.isBaseline(share.getKey()) ? 0 : 1;
                for (CovariateInput covariate : covariates(share.getKey(), window.sensor())) {
                    read++;
                    known += covariate.isKnown(window) ? 1 : 0;
                }
            } else if (outcome instanceof Unable reason) {
                unable = reason;
            }
        }
        if (shares == 0) {
            return unable;
        }
        double all = shares;
        Values values = Values.generate(sum.length, lead -> sum[lead] / all);
        if (!values.isComplete()) {
            return new Unable(UnableReason.NOT_FINITE);
        }
        Guard.Guarded guarded = Guard.guard(window, values, task.bounds());
        return new Forecasted(
                guarded.values(), members > 1 ? ENSEMBLE : method, guarded.clipped(), CovariatesKnown.of(read, known));
    }

    private List<CovariateInput> covariates(String name, SensorId sensor) {
        Member member = member(name, sensor);
        return member == null ? List.of() : member.covariates();
    }

    @Override
    public void close() {
        open.values().forEach(NetworkForecaster::close);
        open.clear();
    }
}
