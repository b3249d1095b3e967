package io.foreflow.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Batches;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhasesTest {
    private final List<Integer> told = new ArrayList<>();

    private static TrainingSpec phase(int epochs) {
        return new TrainingSpec(
                new Loss.BinaryCrossEntropy(),
                new Sgd(0.1),
                new Batches(4, Sampler.SHUFFLED),
                epochs,
                Optional.empty(),
                7,
                Set.of(),
                Optional.empty());
    }

    private static Weights weights(float number) {
        return new Weights(Map.of("w", Tensor.of(Shape.of(1), number)));
    }

    /** Adds 1 to the weight in each epoch; the first is the best. */
    private static FitResult count(Weights initial, TrainingSpec phase, FitListener listener) {
        float number = initial.tensors().values().iterator().next().at(0);
        List<EpochLoss> epochs = new ArrayList<>();
        boolean goesOn = true;
        while (goesOn && epochs.size() < phase.epochs()) {
            EpochLoss epoch = new EpochLoss(epochs.size() + 1, 0, Double.NaN);
            epochs.add(epoch);
            goesOn = listener.onEpoch(epoch);
        }
        return new FitResult(weights(number + epochs.size()), epochs, 1);
    }

    private boolean tell(EpochLoss epoch) {
        told.add(epoch.epoch());
        return true;
    }

    private static float number(FitResult result) {
        return result.weights().tensors().values().iterator().next().at(0);
    }

    @Test
    void shouldGoOnFromTheWeightsOfThePhaseBeforeAndNumberEpochsOn() {
        // when
        Phases fitted = Phases.fit(weights(10), List.of(phase(2), phase(3)), this::tell, PhasesTest::count);

        // then
        assertThat(number(fitted.first())).isEqualTo(12);
        assertThat(number(fitted.last())).isEqualTo(15);
        assertThat(fitted.first().bestEpoch()).isEqualTo(1);
        assertThat(fitted.last().bestEpoch()).isEqualTo(3);
        assertThat(fitted.epochs()).extracting(EpochLoss::epoch).containsExactly(1, 2, 3, 4, 5);
        assertThat(told).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void shouldBeginNoFurtherPhaseOnceAskedToStop() {
        // when
        Phases fitted = Phases.fit(
                weights(10),
                List.of(phase(2), phase(3), phase(4)),
                epoch -> tell(epoch) && epoch.epoch() < 4,
                PhasesTest::count);

        // then
        assertThat(told).containsExactly(1, 2, 3, 4);
        assertThat(number(fitted.last())).isEqualTo(14);
        assertThat(fitted.last().bestEpoch()).isEqualTo(3);
    }
}
