package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1,572 training windows                    | 9 training windows                          | true
            default@20261130T115129Z is champion      | default@20261201T000000Z-2 is champion      | true
            a  2026-11-30T11:51:37.486338731Z  1.5    | a 2026-12-01T00:00:00Z   -12.25             | true
            {"partition":…,"values":[8.2,…],"x":null} | {"partition":1,"values":[1,2,3],"x":null}   | true
            {"sensor":"pump-…","offset":0}            | {"sensor":"pump-8","offset":17}             | true
            gate: beats ridge…                        | gate: beats ridge, with 0.520               | true
            champion none                             | champion  default                           | false
            "fallback":true                           | "fallback":false                            | false
            4cc6f4081526 sha                          | 0123456789ab sha                            | true
            2 sensors                                 | 2 sensors, at most                          | false
            """)
    void shouldCompareWordsAndNotNumbers(String shown, String printed, boolean same) {
        assertThat(TerminalText.missing(List.of(shown), printed).isEmpty()).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void shouldCountEachPrintedLineOnce(int times) {
        // given
        String printed = "a 1\n".repeat(times) + "b\n";

        // then
        assertThat(TerminalText.missing(List.of("a 1", "…", "", "a 2"), printed))
                .hasSize(2 - times);
    }
}
