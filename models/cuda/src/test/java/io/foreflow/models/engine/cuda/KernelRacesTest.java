package io.foreflow.models.engine.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels under ThreadSanitizer, with a thread of the operating system for each thread of a block. */
class KernelRacesTest {
    private static final int BATCH = 3;

    @ParameterizedTest
    @EnumSource
    void shouldHaveABarrierWhereverThreadsNeedEachOthersResults(SmallNetwork chain) throws Exception {
        assertNoRace(chain.name(), chain.network(), new Loss.Mse());
    }

    @Test
    void shouldHaveABarrierAroundASoftmax() throws Exception {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(6))
                .add(new Dense(8, Activation.RELU))
                .add(new Dense(4, Activation.SOFTMAX))
                .build();
        assertNoRace("SOFTMAX", network, new Loss.CategoricalCrossEntropy());
    }

    private static void assertNoRace(String name, NetworkSpec network, Loss loss) throws Exception {
        // given
        TrainingSpec plan = new TrainingSpec(loss, new Adam(0.01), BATCH, 1, Optional.empty(), 1);
        NetworkLayout layout = NetworkLayout.ofFitting(network, plan, BATCH);
        String numbers = Stream.of(layout.plan(), layout.layers())
                .flatMapToInt(IntStream::of)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
        Path program = EmulatedGpu.compiled("races.cpp", "races", "-O1", "-g", "-fsanitize=thread");
        Path input = Files.writeString(program.resolveSibling(name + ".txt"), numbers);

        // when
        Process process = new ProcessBuilder(program.toString())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int exit = process.waitFor();

        // then
        assumeFalse(
                said.contains("unexpected memory mapping"),
                "ThreadSanitizer does not run with this system's addresses");
        assertThat(exit).as(said).isZero();
    }
}
