@NullMarked
package io.foreflow.forecaster.bench;

import org.jspecify.annotations.NullMarked;
