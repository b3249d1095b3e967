/** Reads real data sets as tables, texts and pictures, checks them, and never changes them. */
@NullMarked
package io.foreflow.tutorials.dataset;

import org.jspecify.annotations.NullMarked;
