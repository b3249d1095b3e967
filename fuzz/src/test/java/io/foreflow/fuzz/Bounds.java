package io.foreflow.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Base64;

/** Reads one input and sees that nothing happens that is not promised. How long it may take, a watchdog around says. */
final class Bounds {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Longer inputs are told by their length. */
    private static final int SHOWN = 3_000;

    private Bounds() {}

    /** @throws AssertionError if something else than promised is thrown, or too much is allocated */
    static void check(Reader reader, byte[] input) {
        long most = reader.bytesAtMost() + reader.bytesPerByte() * input.length;
        // The first time Java may load classes for it, and Jazzer change them, which allocates far more.
        if (allocated(reader, input) > most) {
            long again = allocated(reader, input);
            if (again > most) {
                throw new AssertionError(
                        reader + " allocated " + again + " bytes where " + most + " are promised, on " + shown(input));
            }
        }
    }

    private static long allocated(Reader reader, byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.read().of(input.clone());
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(reader + " threw what it does not promise, on " + shown(input), e);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static String shown(byte[] input) {
        return input.length + " bytes"
                + (input.length > SHOWN
                        ? ""
                        : ", in Base64 " + Base64.getEncoder().encodeToString(input));
    }
}
