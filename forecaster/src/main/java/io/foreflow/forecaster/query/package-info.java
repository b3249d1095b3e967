/** The read model: what the service knows of each sensor, read from the state of its streams. */
@NullMarked
package io.foreflow.forecaster.query;

import org.jspecify.annotations.NullMarked;
