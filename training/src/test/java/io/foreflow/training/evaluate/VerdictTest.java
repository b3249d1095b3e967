package io.foreflow.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.evaluate.Verdict.LostSensor;
import io.foreflow.training.report.HtmlReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final LostSensor LOSS = new LostSensor("b", "champion", 0.75, 0.5, List.of(1, 2, 3, 7, 9, 10));

    private static Verdict refused() {
        Map<String, Double> rivals = new LinkedHashMap<>();
        rivals.put("persistence", Double.NaN);
        rivals.put("ridge", 0.625);
        rivals.put("champion", 0.5);
        return new Verdict(0.75, rivals, List.of(LOSS), List.of("the champion is m@1"));
    }

    @Test
    void shouldRefuseWhatCannotBeScored() {
        // given
        Verdict unknown = new Verdict(Double.NaN, Map.of("usual", Double.NaN), List.of(), List.of());
        Verdict even = new Verdict(0.5, Map.of("usual", 0.5), List.of(), List.of());

        // when, then
        assertThat(unknown.passes()).isFalse();
        assertThat(unknown.summary()).contains("the model cannot be compared");
        assertThat(even.passes()).isFalse();
        assertThatThrownBy(() -> new Verdict(1, Map.of(), List.of(), List.of())).hasMessageContaining("rival");
    }

    @Test
    void shouldWriteLeadsAsRanges() {
        assertThat(LOSS).hasToString("b: 0.750 where champion has 0.500, at leads 1-3, 7, 9-10");
    }

    @Test
    void shouldReportForPeople() {
        // when
        HtmlReport report = HtmlReport.titled("", "t");
        new VerdictReport(refused()).addTo(report);

        // then
        assertThat(report.toHtml())
                .contains("<h2>The gate</h2>\n<p>It is refused: MASE 0.750 does not beat")
                .containsPattern("candidate</th><td[^>]*>0.750</td>")
                .containsPattern("persistence</th><td[^>]*>–</td><td[^>]*>–</td><td>no</td>")
                .containsPattern("ridge</th><td[^>]*>0.625</td><td[^>]*>20.0 % larger</td><td>no</td>")
                .containsPattern("champion</th><td[^>]*>0.500</td><td[^>]*>50.0 % larger</td><td>no</td>")
                .contains("<li>the champion is m@1</li>")
                .contains("<li>loses at <code>b</code>: 0.750 where champion has 0.500, at leads 1-3, 7, 9-10</li>");
    }

    @Test
    void shouldReportForPrograms() throws IOException {
        // when
        ObjectNode json = new VerdictReport(refused()).json();

        // then
        assertThat(json).isEqualTo(new ObjectMapper().readTree("""
                {"passes": false, "candidate": 0.75,
                 "rivals": {"persistence": null, "ridge": 0.625, "champion": 0.5}, "best": "champion",
                 "losses": [{"sensor": "b", "rival": "champion", "candidate": 0.75, "mase": 0.5,
                             "leads": [1, 2, 3, 7, 9, 10]}],
                 "notes": ["the champion is m@1"]}
                """));
    }
}
