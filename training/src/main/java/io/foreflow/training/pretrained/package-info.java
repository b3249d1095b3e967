/** Weights that were fitted elsewhere, from files. */
@NullMarked
package io.foreflow.training.pretrained;

import org.jspecify.annotations.NullMarked;
