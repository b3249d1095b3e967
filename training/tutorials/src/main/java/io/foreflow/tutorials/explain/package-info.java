/** What a trained network of pictures sees: pictures that excite its filters, and pixels that change its mind. */
@NullMarked
package io.foreflow.tutorials.explain;

import org.jspecify.annotations.NullMarked;
