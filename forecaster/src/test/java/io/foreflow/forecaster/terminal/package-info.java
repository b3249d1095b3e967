@NullMarked
package io.foreflow.forecaster.terminal;

import org.jspecify.annotations.NullMarked;
