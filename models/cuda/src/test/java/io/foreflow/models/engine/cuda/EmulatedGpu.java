package io.foreflow.models.engine.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
            known = compiled("driver.cpp", "libemulated-cuda.so", "-O2", "-fPIC", "-shared");
            library = known;
        }
        return known;
    }

    /** Compiles a source of the folder {@code emulation}, which includes the kernels. Skips the test without g++. */
    static Path compiled(String source, String name, String... options) {
        assumeTrue(isOnPath("g++"), "g++ is not there: the kernels are not run on the processor");
        try {
            Path folder = Files.createDirectories(Path.of("target", "emulated-gpu"));
            for (String file : List.of("emulation.h", source)) {
                try (InputStream in = requireNonNull(EmulatedGpu.class.getResourceAsStream("/emulation/" + file))) {
                    Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.writeString(folder.resolve("networks.cu"), CudaDevice.source());
            Path result = folder.resolve(name).toAbsolutePath();
            List<String> command = new ArrayList<>(
                    List.of("g++", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", result.toString()));
            command.addAll(List.of(options));
            command.add(folder.resolve(source).toString());
            Process compiler =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(compiler.getInputStream().readAllBytes(), UTF_8);
            assertThat(compiler.waitFor())
                    .as("%s: %s", String.join(" ", command), said)
                    .isZero();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static boolean isOnPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
