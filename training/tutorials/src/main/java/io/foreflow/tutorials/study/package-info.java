/** The systems of the tutorials: as data, and what trains, evaluates and reports them. */
@NullMarked
package io.foreflow.tutorials.study;

import org.jspecify.annotations.NullMarked;
