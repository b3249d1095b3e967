@NullMarked
package io.foreflow.forecaster.predict;

import org.jspecify.annotations.NullMarked;
