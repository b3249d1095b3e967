@NullMarked
package io.foreflow.training.job;

import org.jspecify.annotations.NullMarked;
