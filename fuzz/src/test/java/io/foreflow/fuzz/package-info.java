/** Every reader of foreign bytes, fed with what nobody should send. */
@NullMarked
package io.foreflow.fuzz;

import org.jspecify.annotations.NullMarked;
