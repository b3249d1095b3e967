@NullMarked
package io.foreflow.training.pretrained;

import org.jspecify.annotations.NullMarked;
