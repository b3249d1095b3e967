/**
 * One HTML file that stands alone for every kind of result: text, tables, charts, pictures and drawings. The look is in the
 * templates, the style sheet and the script beside this package's classes; the charts are drawn by uPlot.
 */
@NullMarked
package io.foreflow.training.report;

import org.jspecify.annotations.NullMarked;
