@NullMarked
package io.foreflow.training.fetch;

import org.jspecify.annotations.NullMarked;
