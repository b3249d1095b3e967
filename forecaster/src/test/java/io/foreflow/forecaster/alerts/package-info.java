@NullMarked
package io.foreflow.forecaster.alerts;

import org.jspecify.annotations.NullMarked;
