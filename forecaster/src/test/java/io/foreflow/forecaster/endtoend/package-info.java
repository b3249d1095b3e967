/** The whole service against a real broker. */
@NullMarked
package io.foreflow.forecaster.endtoend;

import org.jspecify.annotations.NullMarked;
