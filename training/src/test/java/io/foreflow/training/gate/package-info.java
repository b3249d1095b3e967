@NullMarked
package io.foreflow.training.gate;

import org.jspecify.annotations.NullMarked;
