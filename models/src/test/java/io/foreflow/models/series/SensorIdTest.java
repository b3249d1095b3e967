package io.foreflow.models.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensorIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i880-hov",
                "a",
                "Fühler 7",
                "Straße/1 Nord",
                "ポンプ 3",
                "датчик",
                "חיישן",
                "חָם",
                "सेंसर",
                "펌프",
                "\uD83D\uDE97 north",
                "x\uD83D\uDE97",
                "a~!\"#$%&'()*+,-./:;<=>?@[]^_`{|}"
            })
    void shouldTakeAnyPlainText(String text) {
        assertThat(SensorId.of(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\u00A0\u3000", "a\u0000b", "a\nb", "\uD83D", "a\uD83Db", "\uDE97\uD83D"})
    void shouldRefuseWhatHasNoUtf8OrIsNotPlain(String text) {
        assertThatThrownBy(() -> SensorId.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0000  | NULL",
                "0009  | CHARACTER TABULATION",
                "000A  | LINE FEED (LF)",
                "0085  | NEXT LINE (NEL)",
                "00A0  | NO-BREAK SPACE",
                "2003  | EM SPACE",
                "3000  | IDEOGRAPHIC SPACE",
                "00AD  | SOFT HYPHEN",
                "034F  | COMBINING GRAPHEME JOINER",
                "061C  | ARABIC LETTER MARK",
                "115F  | HANGUL CHOSEONG FILLER",
                "1160  | HANGUL JUNGSEONG FILLER",
                "17B4  | KHMER VOWEL INHERENT AQ",
                "180B  | MONGOLIAN FREE VARIATION SELECTOR ONE",
                "180E  | MONGOLIAN VOWEL SEPARATOR",
                "200B  | ZERO WIDTH SPACE",
                "200D  | ZERO WIDTH JOINER",
                "200E  | LEFT-TO-RIGHT MARK",
                "2028  | LINE SEPARATOR",
                "2029  | PARAGRAPH SEPARATOR",
                "202E  | RIGHT-TO-LEFT OVERRIDE",
                "2060  | WORD JOINER",
                "2066  | LEFT-TO-RIGHT ISOLATE",
                "2800  | BRAILLE PATTERN BLANK",
                "3164  | HANGUL FILLER",
                "E000  | PRIVATE USE AREA E000",
                "FE0F  | VARIATION SELECTOR-16",
                "FEFF  | ZERO WIDTH NO-BREAK SPACE",
                "FFA0  | HALFWIDTH HANGUL FILLER",
                "FFFC  | OBJECT REPLACEMENT CHARACTER",
                "FFFE  | ''",
                "E0041 | TAG LATIN CAPITAL LETTER A",
                "E0100 | VARIATION SELECTOR-17",
                "E0FFF | ''",
                "D83D  | ''"
            })
    void shouldRefuseWhatCannotBeSeenAndNameIt(String codePoint, String name) {
        String hidden = Character.toString(Integer.parseInt(codePoint, 16));
        assertThatThrownBy(() -> SensorId.of("o" + hidden + "k"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a sensor id must not contain U+" + codePoint)
                .hasMessageContaining(name)
                .message()
                .doesNotContain(hidden);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200Bok", "ok\u200B", "\uFEFFok", "ok\u2028", "\nok", "ok\t", "ok\uFE0F"})
    void shouldRefuseWhatCannotBeSeenAtTheEndsToo(String text) {
        assertThatThrownBy(() -> SensorId.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pump 7", " pump 7", "pump 7  ", "\u00A0pump 7", "pump 7\u3000", "\u2003 pump 7 \u202F"})
    void shouldTakeAwaySpacesAroundAnId(String text) {
        assertThat(SensorId.of(text).value()).isEqualTo("pump 7");
    }

    @Test
    void shouldTakeBothFormsOfALetterForTheSame() {
        assertThat(SensorId.of("cafe\u0301")).isEqualTo(SensorId.of("caf\u00E9"));
        assertThat(SensorId.of("cafe\u0301").value()).isEqualTo("caf\u00E9");
        assertThat(SensorId.of("\u1112\u1161\u11AB").value()).isEqualTo("\uD55C");
        assertThat(SensorId.of("\u212B").value()).isEqualTo("\u00C5");
    }

    @Test
    void shouldLimitTheLength() {
        assertThat(SensorId.of("x".repeat(200)).value()).hasSize(200);
        assertThat(SensorId.of("e\u0301".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> SensorId.of("x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("201");
    }

    @Property(seed = "880")
    void shouldBeNormalVisibleAndTheSameWhenReadAgain(@ForAll("texts") String text) {
        // when
        Optional<SensorId> id = parsed(text);

        // then
        id.ifPresent(sensor -> {
            String value = sensor.value();
            assertThat(Normalizer.isNormalized(value, Normalizer.Form.NFC)).isTrue();
            assertThat(value.codePoints()).allMatch(VisibleText::isVisible);
            assertThat(value).isNotBlank().doesNotStartWith(" ").doesNotEndWith(" ");
            assertThat(SensorId.of(value)).isEqualTo(sensor);
            assertThat(parsed(Normalizer.normalize(text, Normalizer.Form.NFD))).isEqualTo(id);
            assertThat(parsed(" " + text + "\u00A0")).isEqualTo(id);
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(value);
        });
    }

    @Property(seed = "880")
    void shouldShowInAMessageOnlyWhatCanBeSeen(@ForAll("texts") String text) {
        assertThat(VisibleText.shown(text).codePoints()).allMatch(VisibleText::isVisible);
    }

    private static Optional<SensorId> parsed(String text) {
        try {
            return Optional.of(SensorId.of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Mostly letters with what may hide between them; and anything at all. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> likely = Arbitraries.strings()
                .withChars("abe \u00E9\u0301\u0300\u1112\u1161\u11AB\u200B\u00A0\u3000\uFE0F\uFEFF\u212B\u3164")
                .ofMaxLength(12);
        return Arbitraries.oneOf(
                likely,
                Arbitraries.strings()
                        .withChars("abe \u00E9\u0301\u1112\u1161\u11AB\u212B")
                        .ofMaxLength(12),
                Arbitraries.strings().all().ofMaxLength(12));
    }
}
