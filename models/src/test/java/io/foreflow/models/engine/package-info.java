@NullMarked
package io.foreflow.models.engine;

import org.jspecify.annotations.NullMarked;
