package io.foreflow.models.model;

/** The meaning of the network's inputs and result. */
public sealed interface ModelTask permits ForecastTask, InferenceTask {}
