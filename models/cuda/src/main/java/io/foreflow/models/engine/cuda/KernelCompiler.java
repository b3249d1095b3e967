package io.foreflow.models.engine.cuda;

/** Compiles CUDA C to an image that the driver loads. */
@FunctionalInterface
interface KernelCompiler {
    /**
     * Compiles for a GPU of this capability.
     *
     * @return PTX, with the zero that ends it
     */
    byte[] compile(String source, ComputeCapability capability);
}
