/** The catalogue of real data sets; downloads, checks and derives their files. */
@NullMarked
package io.foreflow.tutorials.fetch;

import org.jspecify.annotations.NullMarked;
