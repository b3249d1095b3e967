package io.foreflow.models.engine.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NVIDIA's own compiler on the kernels. It runs without a GPU; what it makes is not run here. */
class NvrtcTest {
    @ParameterizedTest
    @ValueSource(ints = {80, 90})
    void shouldCompileTheKernels(int architecture) {
        // given
        Nvrtc nvrtc = nvrtc();

        // when
        String ptx = new String(nvrtc.compile(CudaDevice.source(), ComputeCapability.ofNumber(architecture)), UTF_8);

        // then
        assertThat(ptx)
                .contains(".target sm_" + architecture + "\n")
                .contains(".visible .entry foreflow_epoch(")
                .contains(".visible .entry foreflow_predict(")
                .endsWith("\0");
    }

    @Test
    void shouldCompileForTheNewestThatItKnows() {
        String ptx = new String(nvrtc().compile(CudaDevice.source(), new ComputeCapability(99, 9)), UTF_8);
        assertThat(ptx).contains(".target sm_");
    }

    @Test
    void shouldRefuseAGpuThatIsTooOldForIt() {
        Nvrtc nvrtc = nvrtc();
        assertThatThrownBy(() -> nvrtc.compile(CudaDevice.source(), new ComputeCapability(2, 0)))
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessageContaining("where the GPU has 2.0; install an older NVRTC");
    }

    @Test
    void shouldTellWhatIsWrongWithASource() {
        Nvrtc nvrtc = nvrtc();
        assertThatThrownBy(() -> nvrtc.compile("__global__ void f() { nothing(); }", new ComputeCapability(8, 0)))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("networks.cu(1)")
                .hasMessageContaining("identifier \"nothing\" is undefined");
    }

    @Test
    void shouldHandWhatItMakesToTheDriver() {
        // given
        Nvrtc nvrtc = nvrtc();

        // when, then: the emulated driver takes any image
        assertThat(CudaEngine.of(EmulatedGpu.driver(), nvrtc).gpu()).isEqualTo("Emulated GPU");
    }

    private static Nvrtc nvrtc() {
        try {
            return Nvrtc.load();
        } catch (CudaUnavailableException e) {
            return abort("NVRTC is not there: the kernels are not compiled for GPUs; -D" + Nvrtc.PROPERTY
                    + "=FILE names its library");
        }
    }
}
