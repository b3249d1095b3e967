/** Systems to train, as YAML. */
@NullMarked
package io.foreflow.training.recipe;

import org.jspecify.annotations.NullMarked;
