package io.foreflow.models.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.EngineUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaBackendTest {
    private static final String NEEDS =
            "The engine dl4j of this build (-Pcuda) needs an NVIDIA GPU of compute capability 3.7 to 8.9, but ";
    private static final String ADVICE = "; use a build without -Pcuda, or set the engine to fused.";

    @Test
    void shouldAskNothingInABuildForProcessors() {
        assertThat(CudaBackendTest.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class"))
                .as("the tests run with the backend for processors")
                .isNull();
        assertThatCode(CudaBackend::requireUsable).doesNotThrowAnyException();
    }

    @Test
    void shouldSayThatThereIsNoGpu() {
        assertThatThrownBy(() -> CudaBackend.requireUsable("libcuda-that-is-not-there.so.1"))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessage(
                        NEEDS + "this machine has no GPU that it can use (libcuda-that-is-not-there.so.1, the NVIDIA"
                                + " driver, cannot be loaded)" + ADVICE);
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "9, 0", "10, 0", "12, 0"})
    void shouldNameACapabilityThatItHasNoCodeFor(int major, int minor) {
        assertThatThrownBy(() -> CudaBackend.requireCapability("NVIDIA X", major, minor))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessage(NEEDS + "the GPU NVIDIA X has compute capability " + major + "." + minor + ADVICE);
    }

    @ParameterizedTest
    @CsvSource({"3, 7", "7, 0", "8, 0", "8, 6", "8, 9"})
    void shouldTakeACapabilityThatItHasCodeFor(int major, int minor) {
        assertThatCode(() -> CudaBackend.requireCapability("NVIDIA X", major, minor))
                .doesNotThrowAnyException();
    }
}
