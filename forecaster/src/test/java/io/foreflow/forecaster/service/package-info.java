@NullMarked
package io.foreflow.forecaster.service;

import org.jspecify.annotations.NullMarked;
