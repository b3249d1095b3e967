/** Models and aliases: publishing them, following them, swapping them. */
@NullMarked
package io.foreflow.forecaster.registry;

import org.jspecify.annotations.NullMarked;
