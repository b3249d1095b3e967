/** Ensembles: several forecasters are fitted, compared on validation, and averaged. */
@NullMarked
package io.foreflow.training.ensemble;

import org.jspecify.annotations.NullMarked;
