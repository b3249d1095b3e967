/** Runs and fits small networks in plain Java, without allocation: where a call costs more than its arithmetic. */
@NullMarked
package io.foreflow.models.engine.fused;

import org.jspecify.annotations.NullMarked;
