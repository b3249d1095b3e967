/** The main job from end to end on one machine. */
@NullMarked
package io.foreflow.forecaster.app.demo;

import org.jspecify.annotations.NullMarked;
