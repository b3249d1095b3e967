@NullMarked
package io.foreflow.forecaster.demo;

import org.jspecify.annotations.NullMarked;
