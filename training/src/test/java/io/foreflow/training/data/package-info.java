@NullMarked
package io.foreflow.training.data;

import org.jspecify.annotations.NullMarked;
