package io.foreflow.models.engine.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** NVIDIA's run-time compiler. It needs neither a GPU nor a driver. */
final class Nvrtc implements KernelCompiler {
    /** The system property that names the library's file where the system does not find it. */
    static final String PROPERTY = "foreflow.nvrtc";

    private static final List<String> LIBRARIES =
            List.of("libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so");

    /** The functions of NVRTC that are called, with NVIDIA's names. */
    private interface NvrtcCalls extends Library {
        Pointer nvrtcGetErrorString(int error);

        int nvrtcGetNumSupportedArchs(IntByReference count);

        int nvrtcGetSupportedArchs(int[] numbers);

        int nvrtcCreateProgram(
                PointerByReference program,
                String source,
                String name,
                int headers,
                @Nullable Pointer contents,
                @Nullable Pointer names);

        int nvrtcCompileProgram(Pointer program, int count, StringArray options);

        int nvrtcGetProgramLogSize(Pointer program, LongByReference bytes);

        int nvrtcGetProgramLog(Pointer program, byte[] log);

        int nvrtcGetPTXSize(Pointer program, LongByReference bytes);

        int nvrtcGetPTX(Pointer program, byte[] ptx);

        int nvrtcDestroyProgram(PointerByReference program);
    }

    private final NvrtcCalls functions;

    private Nvrtc(NvrtcCalls functions) {
        this.functions = functions;
    }

    /**
     * Loads the library that the system property names, else the newest that the system finds.
     *
     * @throws CudaUnavailableException if there is none
     */
    static Nvrtc load() {
        String named = System.getProperty(PROPERTY, "");
        List<String> names = named.isEmpty() ? LIBRARIES : List.of(named);
        CudaUnavailableException missing = new CudaUnavailableException(
                "its compiler NVRTC cannot be loaded (" + String.join(", ", names) + ")",
                "install NVRTC of CUDA 11.2 or newer, or name its file with -D" + PROPERTY + "=FILE");
        for (String name : names) {
            try {
                return new Nvrtc(Native.load(name, NvrtcCalls.class));
            } catch (UnsatisfiedLinkError e) {
                missing.addSuppressed(e);
            }
        }
        throw missing;
    }

    @Override
    public byte[] compile(String source, ComputeCapability capability) {
        int architecture = architecture(capability);
        PointerByReference program = new PointerByReference();
        check("nvrtcCreateProgram", functions.nvrtcCreateProgram(program, source, "networks.cu", 0, null, null));
        try {
            StringArray options = new StringArray(new String[] {"--gpu-architecture=compute_" + architecture});
            int error = functions.nvrtcCompileProgram(program.getValue(), 1, options);
            if (error != 0) {
                throw new CudaException("nvrtcCompileProgram", text(error) + ": " + log(program.getValue()));
            }
            LongByReference bytes = new LongByReference();
            check("nvrtcGetPTXSize", functions.nvrtcGetPTXSize(program.getValue(), bytes));
            byte[] ptx = new byte[Math.toIntExact(bytes.getValue())];
            check("nvrtcGetPTX", functions.nvrtcGetPTX(program.getValue(), ptx));
            return ptx;
        } finally {
            check("nvrtcDestroyProgram", functions.nvrtcDestroyProgram(program));
        }
    }

    /** The newest that this NVRTC knows and the GPU can run: the driver compiles PTX of an older one for a newer GPU. */
    private int architecture(ComputeCapability capability) {
        IntByReference count = new IntByReference();
        check("nvrtcGetNumSupportedArchs", functions.nvrtcGetNumSupportedArchs(count));
        int[] known = new int[count.getValue()];
        check("nvrtcGetSupportedArchs", functions.nvrtcGetSupportedArchs(known));
        return Arrays.stream(known)
                .filter(number -> number <= capability.number())
                .max()
                .orElseThrow(() -> new CudaUnavailableException(
                        "this NVRTC compiles for " + ComputeCapability.ofNumber(known[0])
                                + " and newer, where the GPU has " + capability,
                        "install an older NVRTC"));
    }

    private String log(Pointer program) {
        LongByReference bytes = new LongByReference();
        check("nvrtcGetProgramLogSize", functions.nvrtcGetProgramLogSize(program, bytes));
        byte[] log = new byte[Math.toIntExact(bytes.getValue())];
        check("nvrtcGetProgramLog", functions.nvrtcGetProgramLog(program, log));
        return new String(log, UTF_8).strip();
    }

    private void check(String call, int error) {
        if (error != 0) {
            throw new CudaException(call, text(error));
        }
    }

    private String text(int error) {
        return functions.nvrtcGetErrorString(error).getString(0);
    }
}
