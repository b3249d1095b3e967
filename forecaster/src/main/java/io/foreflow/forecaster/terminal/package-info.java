/** What surrounds a command: streams, the terminal, the wish to end. */
@NullMarked
package io.foreflow.forecaster.terminal;

import org.jspecify.annotations.NullMarked;
