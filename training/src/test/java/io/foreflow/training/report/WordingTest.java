package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class WordingTest {
    @Test
    void shouldWriteNumbersOfOneColumnWithTheSameDecimals() {
        assertThat(Wording.formatOf(DoubleStream.of(57.3, -1_301, Double.NaN))).isEqualTo("%,.2f");
        assertThat(Wording.formatOf(DoubleStream.of(0.02))).isEqualTo("%,.5f");
        assertThat(Wording.formatOf(DoubleStream.of(0))).isEqualTo("%,.3f");
        assertThat(Wording.formatOf(DoubleStream.empty())).isEqualTo("%,.3f");
        assertThat(Wording.format("%,.1f", 1_234.56)).isEqualTo("1,234.6");
        assertThat(Wording.number(Double.NaN)).isEqualTo("–");
        assertThat(Wording.percent(0.1234)).isEqualTo("12.3 %");
    }

    @Test
    void shouldWriteDurationsInTheirLargestUnit() {
        assertThat(Wording.duration(Duration.ofHours(1))).isEqualTo("1 hour");
        assertThat(Wording.duration(Duration.ofMinutes(90))).isEqualTo("90 minutes");
        assertThat(Wording.duration(Duration.ofSeconds(10))).isEqualTo("10 seconds");
    }
}
