package io.foreflow.models.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.EngineProviders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CudaUnavailableTest {
    private static final KernelCompiler NONE = (source, capability) -> new byte[1];
    private static final String NEEDS = "The engine cuda needs an NVIDIA GPU of compute capability 7.5 or higher, but ";

    private final String nvrtc = System.getProperty(Nvrtc.PROPERTY, "");

    @AfterEach
    void forgetSettings() {
        System.clearProperty(CudaEngine.DRIVER);
        System.setProperty(Nvrtc.PROPERTY, nvrtc);
    }

    @Test
    void shouldSayThatThereIsNoDriver() {
        // given
        System.setProperty(CudaEngine.DRIVER, "libcuda-that-is-not-there.so.1");

        // when, then
        assertThat(EngineProviders.find("cuda")).isPresent();
        assertThatThrownBy(() -> EngineProviders.find("cuda").orElseThrow().create(1))
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessage(NEEDS + "this machine has no NVIDIA driver (libcuda-that-is-not-there.so.1 cannot be"
                        + " loaded); install the driver, or set the engine to fused.");
    }

    @Test
    void shouldSayThatThereIsNoGpu() {
        CudaDriver driver = EmulatedGpu.driver();
        EmulatedGpu.devices(0, 0, 0);
        assertThatThrownBy(() -> CudaDevice.open(driver, NONE))
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessage(NEEDS + "the NVIDIA driver does not start (no CUDA-capable device is detected); give this"
                        + " process a GPU, or set the engine to fused.");
    }

    @Test
    void shouldNameACapabilityThatIsTooOld() {
        CudaDriver driver = EmulatedGpu.driver();
        EmulatedGpu.devices(1, 6, 1);
        assertThatThrownBy(() -> CudaDevice.open(driver, NONE))
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessage(NEEDS + "the GPU Emulated GPU has compute capability 6.1; use a newer GPU, or set the"
                        + " engine to fused.");
    }

    @Test
    void shouldSayThatThereIsNoCompiler() {
        // given a driver with a GPU
        EmulatedGpu.driver();
        System.setProperty(CudaEngine.DRIVER, EmulatedGpu.library().toString());
        System.setProperty(Nvrtc.PROPERTY, "/not/there/libnvrtc.so.12");

        // when, then
        assertThatThrownBy(CudaEngine::create)
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessage(NEEDS + "its compiler NVRTC cannot be loaded (/not/there/libnvrtc.so.12); install NVRTC of"
                        + " CUDA 11.2 or newer, or name its file with -Dforeflow.nvrtc=FILE, or set the engine to"
                        + " fused.");
    }
}
