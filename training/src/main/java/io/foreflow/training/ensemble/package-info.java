/** Several forecasters fitted, weighed against each other on validation, and averaged. */
@NullMarked
package io.foreflow.training.ensemble;

import org.jspecify.annotations.NullMarked;
