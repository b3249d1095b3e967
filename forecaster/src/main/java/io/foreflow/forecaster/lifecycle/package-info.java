/** Champion and challenger: compares them on the same forecasts, and promotes or rolls back by rule. */
@NullMarked
package io.foreflow.forecaster.lifecycle;

import org.jspecify.annotations.NullMarked;
