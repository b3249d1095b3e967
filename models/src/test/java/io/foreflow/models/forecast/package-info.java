@NullMarked
package io.foreflow.models.forecast;

import org.jspecify.annotations.NullMarked;
