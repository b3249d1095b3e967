/** Which engine runs a network: the only place, besides tests and benchmarks, that names both. */
@NullMarked
package io.foreflow.models.engine.select;

import org.jspecify.annotations.NullMarked;
