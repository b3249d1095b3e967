@NullMarked
package io.foreflow.models.bundle;

import org.jspecify.annotations.NullMarked;
