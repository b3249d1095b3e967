/** From a window to a forecast: baselines, networks and their inputs. */
@NullMarked
package io.foreflow.models.forecast;

import org.jspecify.annotations.NullMarked;
