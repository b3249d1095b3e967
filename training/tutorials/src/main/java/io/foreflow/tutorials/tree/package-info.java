/** Trees of classifiers: which classes are alike, and one network out of one for each split. */
@NullMarked
package io.foreflow.tutorials.tree;

import org.jspecify.annotations.NullMarked;
