@NullMarked
package io.foreflow.forecaster.query;

import org.jspecify.annotations.NullMarked;
