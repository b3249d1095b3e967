@NullMarked
package io.foreflow.forecaster.lifecycle;

import org.jspecify.annotations.NullMarked;
