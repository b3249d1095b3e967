/** Engines: fit and predict, on engine-neutral weights. */
@NullMarked
package io.foreflow.models.engine;

import org.jspecify.annotations.NullMarked;
