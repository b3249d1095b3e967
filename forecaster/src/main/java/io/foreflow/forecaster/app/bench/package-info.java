/** The speed of this machine, engines side by side. */
@NullMarked
package io.foreflow.forecaster.app.bench;

import org.jspecify.annotations.NullMarked;
