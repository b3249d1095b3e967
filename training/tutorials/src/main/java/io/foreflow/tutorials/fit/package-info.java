/** Fits networks in phases and computes the features of a frozen base once. */
@NullMarked
package io.foreflow.tutorials.fit;

import org.jspecify.annotations.NullMarked;
