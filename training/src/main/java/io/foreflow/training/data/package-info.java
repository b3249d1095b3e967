/** Training windows, their split, and their encoding as rows. */
@NullMarked
package io.foreflow.training.data;

import org.jspecify.annotations.NullMarked;
