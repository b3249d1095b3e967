package io.foreflow.models.engine.cuda;

/** A call of the CUDA driver or of NVRTC that failed. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CudaException(String call, String reason) {
        super(call + " failed: " + reason);
    }
}
