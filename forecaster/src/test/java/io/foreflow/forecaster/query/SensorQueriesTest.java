package io.foreflow.forecaster.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.score.Contender;
import io.foreflow.models.series.SensorId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorQueriesTest {
    private static final SensorId A = SensorId.of("a");

    @TempDir
    Path dir;

    private DriverService service;
    private SensorQueries queries;

    @BeforeEach
    void start() {
        service = new DriverService(TestStreams.ONE_A_BUCKET, dir);
        queries = service.queries();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void shouldHaveTheNewestForecastExactlyAsOnTheTopic() {
        // given
        service.send("a", 0, 60, hour -> 100 + hour % 24);

        // when
        Forecast newest = queries.forecast(A).orElseThrow();

        // then
        List<byte[]> published = service.forecasts();
        assertThat(ForecastJson.write(newest)).isEqualTo(published.get(published.size() - 1));
    }

    @Test
    void shouldHaveTheRevisionOfALateReading() {
        // given
        service.send("a", 0, 60, hour -> 100 + hour % 24);

        // when
        service.send("a", 57, 58, hour -> 500);

        // then
        Forecast newest = queries.forecast(A).orElseThrow();
        assertThat(newest.revision()).isEqualTo(1);
        assertThat(newest.origin()).isEqualTo(DriverService.START.plus(Duration.ofHours(60)));
    }

    @Test
    void shouldKnowNothingOfAnUnknownSensor() {
        assertThat(queries.forecast(A)).isEmpty();
        assertThat(queries.view(A)).isEmpty();
        assertThat(queries.sensors("", "", 10).rows()).isEmpty();
    }

    @Test
    void shouldShowTheValuesWithTheImputedOnesMarked() {
        // given: two hours without a reading
        service.send("a", 0, 50, hour -> 100 + hour % 24);
        service.send("a", 52, 60, hour -> 100 + hour % 24);

        // when
        SensorView view = queries.view(A).orElseThrow();

        // then
        assertThat(view.grid().startOf(view.first())).isEqualTo(DriverService.START);
        assertThat(view.values().length()).isEqualTo(60);
        assertThat(view.values().at(49)).isEqualTo(101);
        assertThat(view.imputed()).containsExactly(50, 51);
        assertThat(view.waiting()).hasSizeBetween(20, 24);
        assertThat(view.row().lastReading()).isEqualTo(DriverService.START.plus(Duration.ofHours(59)));
        assertThat(view.row().status()).isEqualTo(SensorStatus.REPLAYING);
        assertThat(view.row().newest().orElseThrow().fallback()).isTrue();
        assertThat(view.row().rolling()).isPresent();
    }

    @Test
    void shouldScoreByLeadWhatIsKnown() {
        // given: a day that repeats, so that every forecast is right
        service.send("a", 0, 24 * 20, hour -> 100 + hour % 24);

        // when
        List<LeadScore> scores = LeadScore.of(queries.view(A).orElseThrow());

        // then
        assertThat(scores).hasSize(24);
        assertThat(scores.get(0).count()).isEqualTo(23);
        assertThat(scores.get(0).mae()).isLessThan(1);
        assertThat(scores.get(0).coverage()).isBetween(0.0, 1.0);
        assertThat(scores.get(23).count()).isZero();
        assertThat(scores.get(23).mae()).isNaN();
        assertThat(scores.get(0).naive().get(Baseline.YESTERDAY)).isZero();
        assertThat(scores.get(0).naive().get(Baseline.LAST_WEEK)).isZero();
        assertThat(scores.get(0).naive().get(Baseline.PERSISTENCE)).isBetween(1.0, 2.0);
        assertThat(scores.get(5).naive().get(Baseline.PERSISTENCE)).isBetween(6.0, 12.0);
        assertThat(scores.get(23).naive()).containsOnlyKeys(LeadScore.COPIES).containsValue(Double.NaN);
        assertThat(scores).extracting(LeadScore::count).isSortedAccordingTo((one, other) -> other - one);
    }

    @Test
    void shouldPageThroughAllSensorsInTheOrderOfTheirBytes() {
        // given: the last one sorts by UTF-16 before the one before it
        List<String> ids = List.of("a", "a/b", "aa", "b", "pump 7", "\uFF5Ea", "\uD83D\uDE97");
        ids.forEach(id -> service.send(id, 0, 1, hour -> 1));

        // when
        List<String> paged = new ArrayList<>();
        String after = "";
        SensorPage<SensorRow> page;
        do {
            page = queries.sensors("", after, 2);
            page.rows().forEach(row -> paged.add(row.sensor().value()));
            after = paged.get(paged.size() - 1);
        } while (page.more());

        // then
        assertThat(paged).containsExactlyElementsOf(ids);
    }

    @Test
    void shouldFindByPrefixAndAfterASensorThatIsGone() {
        // given
        List.of("a1", "a2", "a4", "b1").forEach(id -> service.send(id, 0, 1, hour -> 1));

        // when, then
        assertThat(ids(queries.sensors("a", "", 10))).containsExactly("a1", "a2", "a4");
        assertThat(ids(queries.sensors("a", "a3", 10))).containsExactly("a4");
        assertThat(ids(queries.sensors("a", "b", 10))).isEmpty();
        assertThat(queries.sensors("a", "", 3).more()).isFalse();
    }

    @Test
    void shouldCountSensorsByStatus() {
        // given
        List.of("a", "b").forEach(id -> service.send(id, 0, 1, hour -> 1));

        // when, then
        assertThat(queries.counts().byStatus())
                .containsEntry(SensorStatus.REPLAYING, 2L)
                .containsEntry(SensorStatus.LIVE, 0L);
    }

    @Test
    void shouldNameTheTenWorstSensorsTheWorstFirst() {
        // given: eleven noisy sensors, one that repeats itself and so has no scaled error, and one without scores
        for (int i = 0; i < 12; i++) {
            int noise = i;
            service.send("s" + (char) ('a' + i), 0, 24 * 4, hour -> 100 + hour % 24 + noise * (hour * 7919 % 101));
        }
        service.send("young", 0, 2, hour -> 1);

        // when
        List<WorstSensor> worst = queries.worst();

        // then
        List<Double> all = queries.sensors("", "", 20).rows().stream()
                .map(row -> row.rolling()
                        .map(rolling -> rolling.mase(Contender.FORECAST).mean())
                        .orElse(Double.NaN))
                .filter(mase -> !mase.isNaN())
                .sorted(Comparator.reverseOrder())
                .toList();
        assertThat(all).hasSize(11);
        assertThat(worst).extracting(WorstSensor::mase).isEqualTo(all.subList(0, 10));
        assertThat(worst).allSatisfy(sensor -> assertThat(queries.view(sensor.sensor())
                        .orElseThrow()
                        .row()
                        .rolling()
                        .orElseThrow()
                        .mase(Contender.FORECAST)
                        .mean())
                .isEqualTo(sensor.mase()));
    }

    @Test
    void shouldRefuseRatherThanAnswerInPartWhileStateIsRestored() {
        // given
        service.send("a", 0, 10, hour -> 1);

        // when
        service.restoring(true);

        // then
        assertThatThrownBy(() -> queries.view(A)).isInstanceOf(UnavailableStateException.class);
        assertThatThrownBy(() -> queries.forecast(A)).isInstanceOf(UnavailableStateException.class);
        assertThatThrownBy(() -> queries.sensors("", "", 1)).isInstanceOf(UnavailableStateException.class);
        assertThatThrownBy(() -> queries.counts()).isInstanceOf(UnavailableStateException.class);
        assertThatThrownBy(() -> queries.worst()).isInstanceOf(UnavailableStateException.class);
    }

    private static List<String> ids(SensorPage<SensorRow> page) {
        return page.rows().stream().map(row -> row.sensor().value()).toList();
    }
}
