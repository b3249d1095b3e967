@NullMarked
package io.foreflow.models.onnx;

import org.jspecify.annotations.NullMarked;
