@NullMarked
package io.foreflow.models.engine.fused;

import org.jspecify.annotations.NullMarked;
