@NullMarked
package io.foreflow.training.report;

import org.jspecify.annotations.NullMarked;
