/** The configuration file: its keys, their defaults and rules, and what overrides them. */
@NullMarked
package io.foreflow.forecaster.config;

import org.jspecify.annotations.NullMarked;
