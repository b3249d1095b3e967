/** Files of columns, texts and pictures as questions to a model. */
@NullMarked
package io.foreflow.forecaster.app.predict;

import org.jspecify.annotations.NullMarked;
