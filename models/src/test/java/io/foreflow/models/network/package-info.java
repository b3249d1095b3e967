@NullMarked
package io.foreflow.models.network;

import org.jspecify.annotations.NullMarked;
