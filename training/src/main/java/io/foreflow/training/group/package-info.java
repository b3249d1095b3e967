/** Groups of sensors, each with a model of its own, and the sensors that train the shared model. */
@NullMarked
package io.foreflow.training.group;

import org.jspecify.annotations.NullMarked;
