@NullMarked
package io.foreflow.forecaster.registry;

import org.jspecify.annotations.NullMarked;
