@NullMarked
package io.foreflow.tutorials.pretrained;

import org.jspecify.annotations.NullMarked;
