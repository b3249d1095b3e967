/** Real data sets as tables, texts and pictures: read from files, checked, never changed. */
@NullMarked
package io.foreflow.training.dataset;

import org.jspecify.annotations.NullMarked;
