/** Judges readings before they are forecast: their interval, their gaps, and the values that may mean "no value". */
@NullMarked
package io.foreflow.ingest.quality;

import org.jspecify.annotations.NullMarked;
