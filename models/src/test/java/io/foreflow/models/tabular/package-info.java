@NullMarked
package io.foreflow.models.tabular;

import org.jspecify.annotations.NullMarked;
