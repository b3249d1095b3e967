/** The commands, each a thin class over the packages below, and the entry point. */
@NullMarked
package io.foreflow.forecaster.cli;

import org.jspecify.annotations.NullMarked;
