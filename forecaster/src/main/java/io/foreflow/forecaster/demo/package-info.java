/** The demo: the main job from end to end on one machine. */
@NullMarked
package io.foreflow.forecaster.demo;

import org.jspecify.annotations.NullMarked;
