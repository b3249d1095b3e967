/** What a run shows of itself: charts as PNG files, drawn without a display, and one HTML file that stands alone. */
@NullMarked
package io.foreflow.training.report;

import org.jspecify.annotations.NullMarked;
