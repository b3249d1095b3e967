@NullMarked
package io.foreflow.models.score;

import org.jspecify.annotations.NullMarked;
