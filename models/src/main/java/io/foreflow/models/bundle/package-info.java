/** A trained model as one inert file. */
@NullMarked
package io.foreflow.models.bundle;

import org.jspecify.annotations.NullMarked;
