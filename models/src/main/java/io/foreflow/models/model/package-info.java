/** A trained model: its networks with their weights, its task and its card, and what opens it to forecast or to answer. */
@NullMarked
package io.foreflow.models.model;

import org.jspecify.annotations.NullMarked;
