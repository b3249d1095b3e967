/** The stages of the live service and their composition. */
@NullMarked
package io.foreflow.forecaster.topology;

import org.jspecify.annotations.NullMarked;
