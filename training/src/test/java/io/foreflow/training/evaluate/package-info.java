@NullMarked
package io.foreflow.training.evaluate;

import org.jspecify.annotations.NullMarked;
