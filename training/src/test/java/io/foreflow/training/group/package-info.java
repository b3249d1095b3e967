@NullMarked
package io.foreflow.training.group;

import org.jspecify.annotations.NullMarked;
