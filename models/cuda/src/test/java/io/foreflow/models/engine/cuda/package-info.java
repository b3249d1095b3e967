/** Tests of the engine on NVIDIA GPUs, on a GPU that is emulated. */
@NullMarked
package io.foreflow.models.engine.cuda;

import org.jspecify.annotations.NullMarked;
