/** Whether a model is good enough to forecast for a live service. */
@NullMarked
package io.foreflow.training.gate;

import org.jspecify.annotations.NullMarked;
