/** Training runs. */
@NullMarked
package io.foreflow.training.fit;

import org.jspecify.annotations.NullMarked;
