/** Commands, configuration and the embedded broker: the one composition root. */
@NullMarked
package io.foreflow.forecaster.app;

import org.jspecify.annotations.NullMarked;
