/** The engine on NVIDIA GPUs, for thousands of small networks at once. The only package that calls CUDA. */
@NullMarked
package io.foreflow.models.engine.cuda;

import org.jspecify.annotations.NullMarked;
