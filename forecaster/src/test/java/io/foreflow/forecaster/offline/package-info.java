@NullMarked
package io.foreflow.forecaster.offline;

import org.jspecify.annotations.NullMarked;
