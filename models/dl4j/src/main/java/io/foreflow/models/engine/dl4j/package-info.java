/** The engine on Deeplearning4j: every layer, and the reference for others. Nothing else sees an INDArray. */
@NullMarked
package io.foreflow.models.engine.dl4j;

import org.jspecify.annotations.NullMarked;
