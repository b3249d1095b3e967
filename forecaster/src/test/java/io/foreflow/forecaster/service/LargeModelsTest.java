package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.foreflow.forecaster.registry.ModelKind;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.tabular.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LargeModelsTest {
    private static final List<Question> QUESTIONS = List.of(new Question.Numbers(Map.of("rooms", 1.0, "age", 2.0)));

    private final List<String> opened = new ArrayList<>();
    private final LargeModels models = new LargeModels(250, this::open);

    @Test
    void shouldOpenOneReplicaForAll() {
        // when
        List<CompletableFuture<?>> asking = IntStream.range(0, 8)
                .<CompletableFuture<?>>mapToObj(
                        task -> CompletableFuture.runAsync(() -> models.answers(model("a", 100), QUESTIONS)))
                .toList();
        asking.forEach(CompletableFuture::join);

        // then
        assertThat(opened).containsExactly("a");
        assertThat(models.bytes()).isEqualTo(100);
    }

    @Test
    void shouldCloseTheLeastLatelyUsedWhereThereIsNoRoom() {
        models.answers(model("a", 100), QUESTIONS);
        models.answers(model("b", 100), QUESTIONS);
        models.answers(model("a", 100), QUESTIONS);
        models.answers(model("c", 100), QUESTIONS);
        models.answers(model("a", 100), QUESTIONS);
        models.answers(model("b", 100), QUESTIONS);

        assertThat(opened).containsExactly("a", "b", "c", "b");
        assertThat(models.bytes()).isEqualTo(200);
    }

    @Test
    void shouldOpenAloneWhatIsLargerThanAll() {
        models.answers(model("a", 100), QUESTIONS);
        models.answers(model("huge", 1_000), QUESTIONS);
        assertThat(models.bytes()).isEqualTo(1_000);

        models.answers(model("a", 100), QUESTIONS);
        assertThat(models.bytes()).isEqualTo(100);
    }

    @Test
    void shouldWaitUntilThereIsRoom() throws Exception {
        // given: one that is being opened, and takes all
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch mayOpen = new CountDownLatch(1);
        LargeModels slow = new LargeModels(250, model -> {
            if (model.sha256().equals("slow")) {
                opening.countDown();
                await(mayOpen);
            }
            return open(model);
        });
        CompletableFuture<?> first = CompletableFuture.runAsync(() -> slow.answers(model("slow", 200), QUESTIONS));
        assertThat(opening.await(30, TimeUnit.SECONDS)).isTrue();

        // when
        CompletableFuture<?> second = CompletableFuture.runAsync(() -> slow.answers(model("next", 200), QUESTIONS));
        assertThat(slow.bytes()).isEqualTo(200);
        mayOpen.countDown();
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);

        // then
        assertThat(opened).containsExactly("slow", "next");
        assertThat(slow.bytes()).isEqualTo(200);
    }

    @Test
    void shouldTryAgainWhatCouldNotBeOpened() {
        LargeModels failing = new LargeModels(250, model -> {
            opened.add(model.sha256());
            if (opened.size() == 1) {
                throw new IllegalStateException("not now");
            }
            return open(model);
        });

        assertThatIllegalStateException().isThrownBy(() -> failing.task(model("a", 100)));
        assertThat(failing.answers(model("a", 100), QUESTIONS)).isNotNull();
    }

    private InferenceModel open(RegisteredModel model) {
        opened.add(model.sha256());
        TrainedModel prices = TinyInference.prices("1", 1);
        return new InferenceModel(
                prices,
                new EngineSelector(EngineChoice.FUSED)
                        .forForecasting(prices.network())
                        .engine());
    }

    private static RegisteredModel model(String sha256, int bytes) {
        TrainedModel prices = TinyInference.prices("1", 1);
        return new RegisteredModel(
                prices.ref(),
                sha256,
                bytes,
                0,
                Optional.empty(),
                new ModelKind(false, "regressor of columns"),
                prices.card(),
                Set.of(),
                Optional.empty());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
