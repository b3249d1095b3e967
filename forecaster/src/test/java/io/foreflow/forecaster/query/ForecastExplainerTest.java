package io.foreflow.forecaster.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.models.model.ForecastExplanation;
import io.foreflow.models.model.ForecastExplanation.ExplainedMember;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.SensorId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastExplainerTest {
    private static final SensorId A = SensorId.of("a");
    private static final int HOURS = 24 * 20;
    private static final TrainedModel MODEL = SmallEnsemble.of("v1", "UTC");

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

    private static double value(int hour) {
        return 100 + 10 * Math.sin(Math.PI * hour / 12) + hour % 7;
    }

    @Test
    void shouldExplainAModelsForecastExactly() {
        // given
        service.models().use(MODEL);
        service.send("a", 0, HOURS, ForecastExplainerTest::value);

        // when
        ExplainedForecast explained = queries.explanation(A).orElseThrow();

        // then
        assertThat(explained.exact()).isTrue();
        assertThat(explained.forecast()).isEqualTo(queries.forecast(A).orElseThrow());
        ForecastExplanation parts = explained.parts().orElseThrow();
        assertThat(parts.members())
                .extracting(ExplainedMember::name, ExplainedMember::share)
                .containsExactly(tuple("blend", 0.25), tuple("dense", 0.25), tuple("sensor-ridge", 0.5));
        assertThat(names(parts))
                .contains("base:blend", "network:dense", "yesterday", "time")
                .doesNotContain("changed");
        requireSum(explained);
        assertThat(explained.notes()).singleElement().asString().startsWith("Of dense only the whole is told");
    }

    @Test
    void shouldTellTheSharesInTheViewOfASensor() {
        // given: a forecast of a fallback, and later one of the model
        service.send("a", 0, HOURS, ForecastExplainerTest::value);
        service.send("b", 0, HOURS, ForecastExplainerTest::value);
        SensorView before = queries.view(A).orElseThrow();

        // when
        service.models().use(MODEL);
        service.send("a", HOURS, HOURS + 1, ForecastExplainerTest::value);
        service.send("b", HOURS, HOURS + 1, ForecastExplainerTest::value);

        // then
        assertThat(before.shares()).isEmpty();
        assertThat(queries.view(A).orElseThrow().shares().orElseThrow().byMember())
                .containsExactly(entry("blend", 0.25), entry("dense", 0.25), entry("sensor-ridge", 0.5));
        assertThat(queries.view(SensorId.of("b"))
                        .orElseThrow()
                        .shares()
                        .orElseThrow()
                        .byMember())
                .containsExactly(entry("dense", 1.0));
    }

    @Test
    void shouldExplainWithTheModelThatMadeTheForecastNotWithANewerOne() {
        // given
        service.models().use(MODEL);
        service.send("a", 0, HOURS, ForecastExplainerTest::value);

        // when
        service.models().use(SmallEnsemble.of("v2", "Europe/Berlin"));

        // then
        assertThat(queries.explanation(A).orElseThrow().exact()).isTrue();
    }

    @Test
    void shouldExplainARevision() {
        // given
        service.models().use(MODEL);
        service.send("a", 0, HOURS, ForecastExplainerTest::value);

        // when
        service.send("a", HOURS - 2, HOURS - 1, hour -> 140);

        // then
        ExplainedForecast explained = queries.explanation(A).orElseThrow();
        assertThat(explained.forecast().revision()).isEqualTo(1);
        assertThat(explained.exact()).isTrue();
    }

    @Test
    void shouldTellWhatLaterReadingsHaveChanged() {
        // given: a hole a week before the target, which is filled long after it could revise anything
        int hole = HOURS - 7 * 24 + 3;
        service.models().use(MODEL);
        service.send("a", 0, hole, ForecastExplainerTest::value);
        service.send("a", hole + 1, HOURS, ForecastExplainerTest::value);

        // when
        service.send("a", hole, hole + 1, hour -> 125);

        // then
        ExplainedForecast explained = queries.explanation(A).orElseThrow();
        assertThat(explained.exact()).isFalse();
        assertThat(names(explained.parts().orElseThrow())).contains("changed");
        assertThat(explained.notes()).last().asString().startsWith("Readings that came later");
        requireSum(explained);
    }

    @Test
    void shouldSayThatAModelIsGone() {
        // given
        service.models().use(MODEL);
        service.send("a", 0, HOURS, ForecastExplainerTest::value);

        // when
        service.models().delete(MODEL.ref());

        // then
        ExplainedForecast explained = queries.explanation(A).orElseThrow();
        assertThat(explained.parts()).isEmpty();
        assertThat(explained.lastWeek().at(0)).isEqualTo(value(HOURS - 7 * 24));
        assertThat(explained.notes())
                .containsExactly(
                        "The model default@v1 is not on the models topic any more, so its members are unknown.");
        assertThat(queries.view(A).orElseThrow().shares()).isEmpty();
    }

    @Test
    void shouldExplainAFallbackAndWhyThereIsOne() {
        // given
        service.send("a", 0, HOURS, ForecastExplainerTest::value);

        // when
        ExplainedForecast without = queries.explanation(A).orElseThrow();
        service.models().use(SmallEnsemble.of("v1", "Europe/Berlin"));
        service.send("a", HOURS, HOURS + 1, ForecastExplainerTest::value);
        ExplainedForecast elsewhere = queries.explanation(A).orElseThrow();
        service.models().use(MODEL);
        ExplainedForecast late = queries.explanation(A).orElseThrow();

        // then
        assertThat(without.notes()).containsExactly("A fallback made this forecast, because no model is in use.");
        assertThat(elsewhere.notes()).singleElement().asString().contains("other time zones");
        assertThat(late.notes()).singleElement().asString().contains("the log says which");
        assertThat(without.exact()).isTrue();
        requireSum(without);
        assertThat(without.parts().orElseThrow().members())
                .extracting(ExplainedMember::name)
                .containsExactly(without.forecast().method());
    }

    @Test
    void shouldKnowNothingOfAnUnknownSensorNorWhileStateIsRestored() {
        assertThat(queries.explanation(A)).isEmpty();
        service.restoring(true);
        assertThatThrownBy(() -> queries.explanation(A)).isInstanceOf(UnavailableStateException.class);
    }

    private static List<String> names(ForecastExplanation parts) {
        return parts.contributions().stream().map(one -> one.source().name()).toList();
    }

    private static void requireSum(ExplainedForecast explained) {
        ForecastExplanation parts = explained.parts().orElseThrow();
        for (int lead = 0; lead < explained.forecast().values().length(); lead++) {
            int at = lead;
            double sum = parts.contributions().stream()
                    .mapToDouble(one -> one.values().at(at))
                    .sum();
            assertThat(parts.reference().at(lead) + sum)
                    .isCloseTo(explained.forecast().values().at(lead), within(1e-6));
        }
    }
}
