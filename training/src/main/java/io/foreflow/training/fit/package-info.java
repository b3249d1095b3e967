/** Fits of networks and regressions, and the choice of member shares. */
@NullMarked
package io.foreflow.training.fit;

import org.jspecify.annotations.NullMarked;
