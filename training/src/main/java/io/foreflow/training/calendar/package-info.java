/** Compares holiday calendars by how well they explain the readings of days. */
@NullMarked
package io.foreflow.training.calendar;

import org.jspecify.annotations.NullMarked;
