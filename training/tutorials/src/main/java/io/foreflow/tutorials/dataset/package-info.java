/** Real data sets as tables, texts and pictures: read from files, checked, never changed. */
@NullMarked
package io.foreflow.tutorials.dataset;

import org.jspecify.annotations.NullMarked;
