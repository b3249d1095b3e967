/** Grows trees of classifiers: finds which classes are alike, and joins the networks of the splits. */
@NullMarked
package io.foreflow.tutorials.tree;

import org.jspecify.annotations.NullMarked;
