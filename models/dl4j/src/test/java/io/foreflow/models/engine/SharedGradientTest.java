package io.foreflow.models.engine;

/** Gradients against plain arithmetic, with Deeplearning4j on the class path. */
class SharedGradientTest extends GradientTest {}
