/** Decides if a model is good enough to forecast in a live service. */
@NullMarked
package io.foreflow.training.gate;

import org.jspecify.annotations.NullMarked;
