@NullMarked
package io.foreflow.models.engine.dl4j;

import org.jspecify.annotations.NullMarked;
