package io.foreflow.models.engine.cuda;

/** The generation of a GPU, for instance 8.6. */
record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
    /** Returns the capability that NVRTC calls {@code number}, for instance 86. */
    static ComputeCapability ofNumber(int number) {
        return new ComputeCapability(number / 10, number % 10);
    }

    /** Returns NVRTC's number for it, for instance 86. */
    int number() {
        return 10 * major + minor;
    }

    @Override
    public int compareTo(ComputeCapability other) {
        return Integer.compare(number(), other.number());
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
