package io.foreflow.models.model;

/** What the network's inputs and result mean. */
public sealed interface ModelTask permits ForecastTask, InferenceTask {}
