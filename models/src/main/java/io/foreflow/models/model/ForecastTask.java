package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.WindowShape;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The task of a forecaster: turns a window into the networks' inputs, and their results into a forecast.
 *
 * @param shape the window's lengths; a window of another shape is not forecast
 * @param zones time zones of the sensors that it was trained on; a window of another zone is not forecast
 * @param bounds limits of every forecast
 * @param members at least one, each name and sensor once
 * @param sharesBySensor shares of the members for sensors that were trained on
 * @param otherShares shares of the members for all other sensors, without the members of one sensor
 * @param intervals first intervals of sensors that have no scores yet
 */
public record ForecastTask(
        WindowShape shape,
        Set<ZoneId> zones,
        TargetBounds bounds,
        List<Member> members,
        Map<SensorId, MemberShares> sharesBySensor,
        MemberShares otherShares,
        IntervalStarts intervals)
        implements ModelTask {
    public ForecastTask {
        requireNonNull(shape, "shape");
        requireNonNull(bounds, "bounds");
        requireNonNull(otherShares, "otherShares");
        intervals.requireHorizon(shape.horizon());
        zones = Set.copyOf(zones);
        members = List.copyOf(members);
        sharesBySensor = Map.copyOf(sharesBySensor);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a forecaster has at least one member");
        }
        Set<String> names = members.stream().map(Member::name).collect(Collectors.toCollection(TreeSet::new));
        requireKnown(names, "the shares of all other sensors", otherShares);
        sharesBySensor.forEach((sensor, shares) -> requireKnown(names, "the shares of " + sensor, shares));
        names.stream().filter(MemberShares::isBaseline).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("a forecaster's member cannot be called " + name + ", as a baseline is");
        });
        if (members.stream()
                        .map(member -> List.of(member.name(), member.sensor()))
                        .distinct()
                        .count()
                < members.size()) {
            throw new IllegalArgumentException("a forecaster's members must differ in name or sensor");
        }
    }

    /** Makes a task without first intervals. */
    public ForecastTask(
            WindowShape shape,
            Set<ZoneId> zones,
            TargetBounds bounds,
            List<Member> members,
            Map<SensorId, MemberShares> sharesBySensor,
            MemberShares otherShares) {
        this(shape, zones, bounds, members, sharesBySensor, otherShares, IntervalStarts.NONE);
    }

    /** Makes a task of one network for all sensors. */
    public ForecastTask(WindowShape shape, Set<ZoneId> zones, String features) {
        this(shape, zones, TargetBounds.NONE, features, List.of());
    }

    /** Makes a task of one network for all sensors, within bounds. */
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
                List.of(new Member(
                        NamedNetwork.ONLY, List.of(NamedNetwork.ONLY), features, covariates, Optional.empty())),
                Map.of(),
                MemberShares.of(NamedNetwork.ONLY));
    }

    private static void requireKnown(Set<String> names, String what, MemberShares shares) {
        shares.byMember().keySet().stream()
                .filter(name -> !names.contains(name) && !MemberShares.isBaseline(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            what + " name " + name + ", which is not a member; members are " + names);
                });
    }

    /** Returns this task with other first intervals. */
    public ForecastTask with(IntervalStarts starts) {
        return new ForecastTask(shape, zones, bounds, members, sharesBySensor, otherShares, starts);
    }

    /** Returns the shares of the members for a sensor. */
    public MemberShares sharesFor(SensorId sensor) {
        return sharesBySensor.getOrDefault(sensor, otherShares);
    }

    /** Returns true for one network that forecasts alone. */
    public boolean isSingle() {
        return members.size() == 1
                && members.get(0).networks().equals(List.of(NamedNetwork.ONLY))
                && members.get(0).sensor().isEmpty()
                && sharesBySensor.isEmpty()
                && otherShares.equals(MemberShares.of(members.get(0).name()));
    }
}
