/** Windowing as a pure function: no clock, no Kafka, no hidden state. */
@NullMarked
package io.foreflow.windowing.core;

import org.jspecify.annotations.NullMarked;
