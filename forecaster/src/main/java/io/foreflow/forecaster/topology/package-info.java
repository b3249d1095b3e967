/** The stages of the live service, and the topologies that compose them. */
@NullMarked
package io.foreflow.forecaster.topology;

import org.jspecify.annotations.NullMarked;
