/** One offline training run, from windows to a bundle. */
@NullMarked
package io.foreflow.training.job;

import org.jspecify.annotations.NullMarked;
