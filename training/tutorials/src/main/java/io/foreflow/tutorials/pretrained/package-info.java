/** Reads weights that were fitted elsewhere. */
@NullMarked
package io.foreflow.tutorials.pretrained;

import org.jspecify.annotations.NullMarked;
