@NullMarked
package io.foreflow.forecaster.app;

import org.jspecify.annotations.NullMarked;
