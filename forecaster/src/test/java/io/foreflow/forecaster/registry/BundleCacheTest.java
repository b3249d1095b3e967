package io.foreflow.forecaster.registry;

import static io.foreflow.forecaster.registry.ExampleModels.bundle;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.TrainedModel;
import org.junit.jupiter.api.Test;

class BundleCacheTest {
    @Test
    void shouldHoldNoMoreBytesThanItMay() {
        // given
        BundleCache cache = new BundleCache(250);

        // when
        for (int i = 0; i < 100; i++) {
            cache.put("model " + i, model(i), 100);
        }

        // then
        assertThat(cache.heldBytes()).isEqualTo(200);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void shouldDropWhatWasAskedForLeastLately() {
        // given
        BundleCache cache = new BundleCache(250);
        cache.put("a", model(0), 100);
        cache.put("b", model(1), 100);

        // when
        assertThat(cache.get("a")).isPresent();
        cache.put("c", model(2), 100);
        cache.makeRoom(150);

        // then
        assertThat(cache.heldBytes()).isEqualTo(100);
        assertThat(cache.get("c")).isPresent();
    }

    @Test
    void shouldFindAgainWhatIsStillUsed() {
        // given: something that is used, and far too large to be held beside others
        BundleCache cache = new BundleCache(250);
        TrainedModel used = model(0);
        cache.put("used", used, 1_000);
        cache.put("next", model(1), 100);
        assertThat(cache.size()).isEqualTo(1);

        // when
        TrainedModel found = cache.get("used").orElseThrow();

        // then
        assertThat(found).isSameAs(used);
        assertThat(cache.heldBytes()).isEqualTo(1_000);
    }

    @Test
    void shouldCountWhatIsPutTwiceOnce() {
        BundleCache cache = new BundleCache(250);
        TrainedModel model = model(0);

        cache.put("a", model, 100);
        cache.put("a", model, 100);

        assertThat(cache.heldBytes()).isEqualTo(100);
        assertThat(cache.size()).isEqualTo(1);
    }

    private static TrainedModel model(int version) {
        return Bundles.read(bundle(ModelRef.parse("freeway@v" + version)));
    }
}
