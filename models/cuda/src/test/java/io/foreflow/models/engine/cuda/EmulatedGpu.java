package io.foreflow.models.engine.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A driver whose GPU is this processor: the kernels' own source, compiled as C++ once for all tests. */
public final class EmulatedGpu {
    /** An image that the emulated driver takes: it has the kernels already. */
    private static final KernelCompiler NONE = (source, capability) -> new byte[1];

    private static @Nullable Path library;

    private EmulatedGpu() {}

    /** Makes an engine on an emulated GPU that runs one thread a block. Skips the test where there is no g++. */
    public static CudaEngine engine() {
        return CudaEngine.of(driver(), NONE);
    }

    /** Loads the emulated driver, with one GPU of capability 8.0 and one thread a block. */
    static CudaDriver driver() {
        CudaDriver driver = CudaDevice.driver(library().toString());
        devices(1, 8, 0);
        threads(1);
        return driver;
    }

    /** Sets what the emulated driver finds. */
    static void devices(int count, int major, int minor) {
        call("emulated_devices", count, major, minor);
    }

    /** Sets how many threads a block has, each a thread of the operating system. */
    static void threads(int count) {
        call("emulated_threads", count);
    }

    private static void call(String function, Object... arguments) {
        NativeLibrary.getInstance(library().toString()).getFunction(function).invoke(arguments);
    }

    /** Returns the library's file, which is compiled when it is first asked for. */
    static synchronized Path library() {
        Path known = library;
        if (known == null) {
            known = compiled("libemulated-cuda.so", "-O2", "-fPIC", "-shared");
            library = known;
        }
        return known;
    }

    /** Compiles the emulated driver into a new folder. */
    private static Path compiled(String name, String... options) {
        assumeTrue(isOnPath("g++"), "g++ is not there: the kernels are not run on the processor");
        try {
            Path folder = Files.createTempDirectory("foreflow-emulated-gpu");
            for (String file : List.of("/emulation/emulation.h", "/emulation/driver.cpp")) {
                copy(file, folder);
            }
            Files.writeString(folder.resolve("networks.cu"), CudaDevice.source());
            Path result = folder.resolve(name);
            List<String> command = Stream.of(
                            Stream.of("g++", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-pthread"),
                            Stream.of(options),
                            Stream.of(
                                    "-o",
                                    result.toString(),
                                    folder.resolve("driver.cpp").toString()))
                    .flatMap(words -> words)
                    .toList();
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed:\n" + said);
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void copy(String resource, Path folder) throws IOException {
        try (InputStream in = requireNonNull(EmulatedGpu.class.getResourceAsStream(resource))) {
            Files.copy(in, folder.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
        }
    }

    private static boolean isOnPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
