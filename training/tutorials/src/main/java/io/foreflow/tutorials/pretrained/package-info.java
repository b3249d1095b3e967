/** Weights that were fitted elsewhere, from files. */
@NullMarked
package io.foreflow.tutorials.pretrained;

import org.jspecify.annotations.NullMarked;
