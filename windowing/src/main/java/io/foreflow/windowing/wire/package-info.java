/** Topics and serdes of windows and training windows. */
@NullMarked
package io.foreflow.windowing.wire;

import org.jspecify.annotations.NullMarked;
