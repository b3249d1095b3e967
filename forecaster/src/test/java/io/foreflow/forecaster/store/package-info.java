@NullMarked
package io.foreflow.forecaster.store;

import org.jspecify.annotations.NullMarked;
