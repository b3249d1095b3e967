@NullMarked
package io.foreflow.models.engine.select;

import org.jspecify.annotations.NullMarked;
