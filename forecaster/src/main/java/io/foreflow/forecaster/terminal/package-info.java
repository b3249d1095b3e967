/** The surroundings of a command: streams, the terminal, the request to end. */
@NullMarked
package io.foreflow.forecaster.terminal;

import org.jspecify.annotations.NullMarked;
