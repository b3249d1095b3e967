/** Alerts: rules on forecasts and on readings outside their intervals, and the records of what they raise and clear. */
@NullMarked
package io.foreflow.forecaster.alerts;

import org.jspecify.annotations.NullMarked;
