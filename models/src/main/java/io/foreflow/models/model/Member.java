package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.series.SensorId;
import java.util.List;
import java.util.Optional;

/**
 * A method that takes part in a forecast: one network or several, and their inputs.
 *
 * @param name its name in {@link MemberShares}; members of one name are the same method, each for its own sensor
 * @param networks the names of its networks, at least one; the results of several, fitted from other seeds, are averaged
 * @param features name of the inputs, see {@link io.foreflow.models.forecast.FeatureSet}
 * @param covariates the covariates among the inputs, each name once; a value that a window does not have counts as unknown
 * @param sensor the only sensor that it forecasts; empty for all sensors
 */
public record Member(
        String name,
        List<String> networks,
        String features,
        List<CovariateInput> covariates,
        Optional<SensorId> sensor) {
    public Member {
        requireNonNull(name, "name");
        requireNonNull(features, "features");
        requireNonNull(sensor, "sensor");
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("member " + name + " has at least one network");
        }
        covariates = List.copyOf(covariates);
        if (covariates.stream().map(CovariateInput::name).distinct().count() < covariates.size()) {
            throw new IllegalArgumentException("the covariates of member " + name + " must have different names");
        }
    }

    /** Makes a member of one network that reads no covariates. */
    public Member(String name, String network, String features, Optional<SensorId> sensor) {
        this(name, List.of(network), features, List.of(), sensor);
    }
}
