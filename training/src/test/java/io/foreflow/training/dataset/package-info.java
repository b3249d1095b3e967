@NullMarked
package io.foreflow.training.dataset;

import org.jspecify.annotations.NullMarked;
