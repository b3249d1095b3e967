@NullMarked
package io.foreflow.tutorials.fit;

import org.jspecify.annotations.NullMarked;
