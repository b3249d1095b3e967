package io.foreflow.models.engine.cuda;

import io.foreflow.models.engine.EngineUnavailableException;

/** A machine that cannot run the engine {@code cuda}. The message says what is missing and what to do, in one line. */
public final class CudaUnavailableException extends EngineUnavailableException {
    private static final long serialVersionUID = 1L;

    CudaUnavailableException(String found, String toDo) {
        super("The engine cuda needs an NVIDIA GPU of compute capability " + CudaDevice.LEAST + " or higher, but "
                + found + "; " + toDo + ", or set the engine to fused.");
    }
}
