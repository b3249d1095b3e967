@NullMarked
package io.foreflow.forecaster.app.predict;

import org.jspecify.annotations.NullMarked;
