package io.foreflow.models.engine.cuda;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a kernel in its order, eight bytes each. */
final class KernelArguments {
    private final List<Long> values = new ArrayList<>();

    /** Adds an address, or 0 for none. */
    KernelArguments address(long address) {
        values.add(address);
        return this;
    }

    /** Adds an {@code int}, which stands in the lower half. */
    KernelArguments integer(int number) {
        values.add((long) number);
        return this;
    }

    Memory values() {
        Memory memory = new Memory((long) values.size() * Long.BYTES);
        for (int i = 0; i < values.size(); i++) {
            memory.setLong((long) i * Long.BYTES, values.get(i));
        }
        return memory;
    }

    /** Returns where each value lies. */
    Memory places(Memory values) {
        Memory memory = new Memory(values.size());
        for (long at = 0; at < values.size(); at += Long.BYTES) {
            memory.setPointer(at, values.share(at));
        }
        return memory;
    }
}
