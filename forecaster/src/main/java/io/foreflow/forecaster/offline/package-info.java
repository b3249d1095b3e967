/** Work beside the live service: reading topics to their end, and training. */
@NullMarked
package io.foreflow.forecaster.offline;

import org.jspecify.annotations.NullMarked;
