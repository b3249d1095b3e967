/** Explains trained networks of pictures: pictures that excite filters, and pixels that change decisions. */
@NullMarked
package io.foreflow.tutorials.explain;

import org.jspecify.annotations.NullMarked;
