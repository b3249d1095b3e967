/** The commands: thin, over the classes of the other packages. */
@NullMarked
package io.foreflow.forecaster.app.command;

import org.jspecify.annotations.NullMarked;
