/** Training in groups on Apache Spark. */
@NullMarked
package io.foreflow.spark;

import org.jspecify.annotations.NullMarked;
