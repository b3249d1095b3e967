/** Reads files of columns, texts and pictures as questions to a model. */
@NullMarked
package io.foreflow.forecaster.predict;

import org.jspecify.annotations.NullMarked;
