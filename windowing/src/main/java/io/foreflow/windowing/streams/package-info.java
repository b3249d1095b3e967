/** The Kafka Streams stage around the windower, and its stores. */
@NullMarked
package io.foreflow.windowing.streams;

import org.jspecify.annotations.NullMarked;
