@NullMarked
package io.foreflow.forecaster.topology;

import org.jspecify.annotations.NullMarked;
