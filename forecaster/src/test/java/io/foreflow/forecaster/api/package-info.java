@NullMarked
package io.foreflow.forecaster.api;

import org.jspecify.annotations.NullMarked;
