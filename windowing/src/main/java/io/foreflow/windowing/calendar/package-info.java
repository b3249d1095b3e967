/** Whose holidays a sensor keeps: by country and region, configured or told from its zone. */
@NullMarked
package io.foreflow.windowing.calendar;

import org.jspecify.annotations.NullMarked;
