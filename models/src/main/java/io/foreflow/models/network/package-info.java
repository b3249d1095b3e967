/** Networks and their training as immutable data, readable from YAML. */
@NullMarked
package io.foreflow.models.network;

import org.jspecify.annotations.NullMarked;
