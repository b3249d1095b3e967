package io.foreflow.forecaster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "/srv/models, /srv/models",
        "file:///srv/models, /srv/models",
        "models, models",
        "s3://bucket, s3://bucket",
        "s3://bucket/, s3://bucket",
        "s3://my.bucket-1/one/two/, s3://my.bucket-1/one/two"
    })
    void shouldReadTheLocation(String text, String place) {
        assertThat(settings(text, "").location().orElseThrow()).hasToString(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gs://bucket/models",
                "http://host/bucket",
                "s3:bucket",
                "s3://",
                "s3://B/x",
                "s3://key:secret@bucket/x",
                "file://host/x?y",
                "\u0000"
            })
    void shouldRefuseAnotherLocationWithoutQuotingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(text, ""))
                .withMessageStartingWith("models.store.location must be a folder")
                .withMessageContaining("s3://bucket/prefix")
                .matches(e -> !String.valueOf(e.getMessage()).contains("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio:9000", "ftp://minio", "https://user:secret@minio", "https://", "::"})
    void shouldRefuseAnEndpointThatIsNoServer(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("s3://bucket", endpoint))
                .withMessageStartingWith("models.store.endpoint must be the address of a server")
                .matches(e -> !String.valueOf(e.getMessage()).contains("secret"));
    }

    @Test
    void shouldStoreOnlyWhatIsAboveTheLimit() {
        // given
        StoreSettings eight = StoreSettings.of("/srv/models", "", "", false, 8, 100);
        StoreSettings all = StoreSettings.of("/srv/models", "", "", false, 0, 100);

        // then
        assertThat(eight.stores(8 << 20)).isFalse();
        assertThat(eight.stores((8 << 20) + 1)).isTrue();
        assertThat(all.stores(1)).isTrue();
        assertThat(StoreSettings.NONE.stores(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void shouldRefuseLimitsThatMeanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreSettings.of("", "", "", false, 65, -1))
                .withMessage("models.store.above (65) must be from 0 to 64 MiB\n"
                        + "models.store.copies (-1) must not be negative");
    }

    private static StoreSettings settings(String location, String endpoint) {
        return StoreSettings.of(location, endpoint, "", false, 8, 100);
    }
}
