@NullMarked
package io.foreflow.training;

import org.jspecify.annotations.NullMarked;
