/** Networks as ONNX files, for who wants to run them elsewhere. */
@NullMarked
package io.foreflow.models.onnx;

import org.jspecify.annotations.NullMarked;
