@NullMarked
package io.foreflow.forecaster.app.offline;

import org.jspecify.annotations.NullMarked;
