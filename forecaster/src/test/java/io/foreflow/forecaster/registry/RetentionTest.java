package io.foreflow.forecaster.registry;

import static io.foreflow.forecaster.registry.ExampleModels.alias;
import static io.foreflow.forecaster.registry.ExampleModels.bundle;
import static io.foreflow.forecaster.registry.ExampleModels.key;
import static io.foreflow.forecaster.registry.ExampleModels.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final ModelRef ADDED = ref(99);

    private ModelSnapshot snapshot = ModelSnapshot.EMPTY;
    private long offset;

    @Test
    void shouldKeepTheVersionsThatCameLast() {
        publish(0, 1, 2, 3, 4);

        assertThat(superfluous(3)).containsExactly(ref(0), ref(1), ref(2));
        assertThat(superfluous(6)).isEmpty();
        assertThat(superfluous(0)).isEmpty();
    }

    @Test
    void shouldKeepTargetsOfAliasesAndWhereTheyCanGoBackTo() {
        publish(0, 1, 2, 3, 4);
        champion(1, ref(0));
        put("freeway/challenger", alias(ref(2), bundle(ref(2))));

        assertThat(superfluous(1)).containsExactly(ref(3), ref(4));
    }

    @Test
    void shouldCountEachNameForItself() {
        publish(0, 1);
        put("canal@v1", bundle(ModelRef.parse("canal@v1")));

        assertThat(superfluous(2)).containsExactly(ref(0));
    }

    @Test
    void shouldLetTheOldestTargetGoThatAnAliasForgetsWhenItMoves() {
        publish(IntStream.range(0, 12).toArray());
        champion(
                11,
                IntStream.iterate(10, v -> v > 0, v -> v - 1)
                        .mapToObj(RetentionTest::ref)
                        .toArray(ModelRef[]::new));

        assertThat(new Retention(1).superfluous(snapshot, ADDED, Optional.of(Alias.CHAMPION)))
                .containsExactly(ref(0), ref(1));
        assertThat(superfluous(1)).containsExactly(ref(0));
    }

    @Test
    void shouldKeepTwentyVersionsByDefault() {
        assertThat(Retention.DEFAULT.versions()).isEqualTo(20);
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention(-1));
    }

    private List<ModelRef> superfluous(int keep) {
        return new Retention(keep).superfluous(snapshot, ADDED, Optional.empty());
    }

    private void publish(int... versions) {
        for (int version : versions) {
            put(ref(version), bundle(ref(version)));
        }
    }

    private void champion(int version, ModelRef... previous) {
        put("freeway/champion", alias(ref(version), bundle(ref(version)), previous));
    }

    private void put(Object name, byte[] value) {
        snapshot = RegistryUpdate.of(snapshot, offset++, Instant.EPOCH, key(keyOf(name, value)), value)
                .snapshot();
    }

    private static ModelRef ref(int version) {
        return ModelRef.parse("freeway@v" + version);
    }
}
