/** Copies what is on the topics into PostgreSQL, each row once. */
@NullMarked
package io.foreflow.forecaster.sink;

import org.jspecify.annotations.NullMarked;
