/** Converts raw records (columns, texts, pictures) to a network's input, and its result to a class or a value. */
@NullMarked
package io.foreflow.models.tabular;

import org.jspecify.annotations.NullMarked;
