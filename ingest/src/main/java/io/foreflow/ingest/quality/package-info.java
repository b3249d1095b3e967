/** Judges readings before anybody forecasts them: how often, with which gaps, and which values may mean "no value". */
@NullMarked
package io.foreflow.ingest.quality;

import org.jspecify.annotations.NullMarked;
