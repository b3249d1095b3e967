/** The speed of this machine, engines side by side. */
@NullMarked
package io.foreflow.forecaster.bench;

import org.jspecify.annotations.NullMarked;
