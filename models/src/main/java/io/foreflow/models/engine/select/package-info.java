/** The choice of the engine that runs a network. */
@NullMarked
package io.foreflow.models.engine.select;

import org.jspecify.annotations.NullMarked;
