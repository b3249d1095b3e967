package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.network.NetworkSpec;
import java.util.List;

/**
 * A trained model: inert data.
 *
 * @param ref its name and version
 * @param networks its networks, at least one; most models have one, an ensemble has several
 * @param task meaning of the networks' inputs and results
 * @param card provenance and scores
 */
public record TrainedModel(ModelRef ref, List<NamedNetwork> networks, ModelTask task, ModelCard card) {
    public TrainedModel {
        requireNonNull(ref, "ref");
        requireNonNull(task, "task");
        requireNonNull(card, "card");
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("a model has at least one network");
        }
        if (networks.stream().map(NamedNetwork::name).distinct().count() < networks.size()) {
            throw new IllegalArgumentException("the networks of a model must have different names");
        }
    }

    /** Makes a model of one network. */
    public TrainedModel(ModelRef ref, NetworkSpec network, Weights weights, ModelTask task, ModelCard card) {
        this(ref, List.of(new NamedNetwork(NamedNetwork.ONLY, network, weights)), task, card);
    }

    /**
     * Returns the network of a model that has one.
     *
     * @throws IllegalArgumentException if it is an ensemble
     */
    public NetworkSpec network() {
        return only().network();
    }

    /**
     * Returns the weights of a model that has one network.
     *
     * @throws IllegalArgumentException if it is an ensemble
     */
    public Weights weights() {
        return only().weights();
    }

    /**
     * Returns the network of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public NamedNetwork networkNamed(String name) {
        return networks.stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model " + ref + " has no network called " + name));
    }

    /** Returns this model with another task. */
    public TrainedModel with(ModelTask task) {
        return new TrainedModel(ref, networks, task, card);
    }

    /** Returns this model with another card. */
    public TrainedModel with(ModelCard card) {
        return new TrainedModel(ref, networks, task, card);
    }

    /** Returns the number of weights of all networks. */
    public long parameters() {
        return networks.stream()
                .mapToLong(network -> network.weights().parameters())
                .sum();
    }

    private NamedNetwork only() {
        if (networks.size() > 1) {
            throw new IllegalArgumentException(
                    "model " + ref + " is an ensemble of " + networks.size() + " networks, not a single one");
        }
        return networks.get(0);
    }

    /**
     * Returns a forecaster's task.
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
     * Returns a classifier's or regressor's task.
     *
     * @throws IllegalArgumentException if the model does something else
     */
    public InferenceTask inferenceTask() {
        if (task instanceof InferenceTask inference) {
            return inference;
        }
        throw new IllegalArgumentException("model " + ref + " is a forecaster: it does not answer single records");
    }
}
