package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class DecimalsPropertyTest {
    @Property(tries = 2_000, seed = "31")
    void shouldReadBackANumberHoweverThousandsAndDecimalsAreWritten(
            @ForAll("numbers") BigDecimal number, @ForAll("styles") String style) {
        // given a style of a group and a point
        String text = written(number, style);

        // then
        assertThat(new Decimals(style.charAt(1), true).parse(text)).as(text).isEqualTo(number.doubleValue());
    }

    @Property(tries = 2_000, seed = "32")
    void shouldReadBackANumberWithoutGroups(@ForAll("numbers") BigDecimal number) {
        String plain = number.toPlainString();
        assertThat(Decimals.PLAIN.parse(plain)).isEqualTo(number.doubleValue());
        assertThat(new Decimals('.', true).parse(plain)).isEqualTo(number.doubleValue());
        assertThat(new Decimals(',', false).parse(plain.replace('.', ','))).isEqualTo(number.doubleValue());
        assertThat(new Decimals(',', true).parse(plain.replace('.', ','))).isEqualTo(number.doubleValue());
    }

    /** What is decided is right, or it is asked: a number is never another one. */
    @Property(tries = 2_000, seed = "33")
    void shouldDecideTheStyleOfAColumnOrAsk(
            @ForAll @Size(min = 1, max = 30) List<@From("numbers") BigDecimal> numbers,
            @ForAll("styles") String style) {
        // given a table with semicolons, as most with decimal commas have
        Decimals.Evidence evidence = new Decimals.Evidence();
        numbers.forEach(number -> evidence.add(written(number, style)));

        // when
        Optional<Decimals> decided = evidence.decided(';');

        // then
        decided.ifPresent(decimals -> numbers.forEach(number -> assertThat(decimals.parse(written(number, style)))
                .as(written(number, style))
                .isEqualTo(number.doubleValue())));
    }

    @Property(tries = 2_000, seed = "34")
    void shouldNeverFail(@ForAll("numberLike") String text) {
        for (Decimals decimals : new Decimals[] {
            Decimals.PLAIN, new Decimals('.', true), new Decimals(',', true), new Decimals(',', false)
        }) {
            assertThat(Double.isInfinite(decimals.parse(text)) && text.indexOf('e') < 0 && text.indexOf('E') < 0)
                    .isFalse();
        }
        Decimals.Evidence evidence = new Decimals.Evidence();
        evidence.add(text);
        evidence.decided(';');
    }

    private static String written(BigDecimal number, String style) {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setGroupingSeparator(style.charAt(0));
        symbols.setDecimalSeparator(style.charAt(1));
        symbols.setMinusSign(style.charAt(2));
        DecimalFormat format = new DecimalFormat("#,##0." + "#".repeat(6), symbols);
        return format.format(number);
    }

    @Provide
    Arbitrary<BigDecimal> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(-2_000_000, 2_000_000).map(BigDecimal::valueOf),
                Arbitraries.bigDecimals()
                        .between(BigDecimal.valueOf(-2_000_000), BigDecimal.valueOf(2_000_000))
                        .ofScale(3),
                Arbitraries.bigDecimals()
                        .between(BigDecimal.valueOf(-20), BigDecimal.valueOf(20))
                        .ofScale(6));
    }

    /** Group, point and minus. */
    @Provide
    Arbitrary<String> styles() {
        return Arbitraries.of(",.-", ".,-", " .-", " ,-", "\u00A0,-", "\u202F,\u2212", "'.-", "’.-", "\u2009,-");
    }

    @Provide
    Arbitrary<String> numberLike() {
        return Arbitraries.strings()
                .withChars("0123456789,.'-+ eE\u00A0\u2212x")
                .ofMaxLength(14);
    }
}
