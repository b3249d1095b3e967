/** The holidays that a sensor keeps: by country and region, either configured or derived from its zone. */
@NullMarked
package io.foreflow.windowing.calendar;

import org.jspecify.annotations.NullMarked;
