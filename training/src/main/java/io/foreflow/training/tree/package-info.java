/** Trees of classifiers: which classes are alike, and one network out of one for each split. */
@NullMarked
package io.foreflow.training.tree;

import org.jspecify.annotations.NullMarked;
