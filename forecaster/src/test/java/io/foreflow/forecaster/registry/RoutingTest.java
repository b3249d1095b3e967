package io.foreflow.forecaster.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
    /** All texts of up to five characters; no pattern names z. */
    private static final List<SensorId> IDS = ids(5, "a", "b", "z");

    @Test
    void shouldServeASensorByTheFirstRouteThatMatches() {
        // given
        Routing routing = new Routing(
                List.of(new Route("i880-7", "lane"), new Route("i880-*", "traffic"), new Route("*", "default")));

        // then
        assertThat(routing.modelOf(SensorId.of("i880-7"))).isEqualTo("lane");
        assertThat(routing.modelOf(SensorId.of("i880-77"))).isEqualTo("traffic");
        assertThat(routing.modelOf(SensorId.of("pump"))).isEqualTo("default");
        assertThat(routing.models()).containsExactly("lane", "traffic", "default");
        assertThat(routing).hasToString("i880-7=lane, i880-*=traffic, *=default");
    }

    @Test
    void shouldNameAllProblemsAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routing(List.of(
                        new Route("a-*", "one"),
                        new Route("a-*", "two"),
                        new Route("a-?", "one"),
                        new Route("b", "one"))))
                .withMessage(
                        "the route a-*=two matches no sensor, because a-*=one comes before it; leave one of them out,"
                                + " or put it first; the route a-?=one matches no sensor, because a-*=one comes before it; leave"
                                + " one of them out, or put it first; the last route must be for the sensors *, such as"
                                + " *=default");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routing(List.of()))
                .withMessageContaining("the last route must be for the sensors *");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routing(Collections.nCopies(1_001, new Route("*", "one"))))
                .withMessage("there are 1001 routes; at most 1000 are allowed");
    }

    @Test
    void shouldTakeManyRoutes() {
        // given
        List<Route> routes = new ArrayList<>();
        IntStream.range(0, 999).forEach(i -> routes.add(new Route("*-" + i + "-?*", "m" + i)));
        routes.add(new Route("*", "default"));

        // then
        assertThat(new Routing(routes).modelOf(SensorId.of("x-998-y"))).isEqualTo("m998");
    }

    @ParameterizedTest
    @CsvSource({
        "a*, a*, true", "a*, ab, true", "a*, a?, true", "a?, a*, false", "*, ?, true", "?*, *x, true",
        "?*, *, false", "*?, ?*, true", "??*, *?*, false", "a*b, a*c*b, true", "a*b, a*, false", "a, b, false",
        "a.c, abc, false"
    })
    void shouldKnowWhichPatternCoversWhich(String one, String other, boolean covers) {
        assertThat(SensorPattern.of(one).covering().test(SensorPattern.of(other)))
                .isEqualTo(covers);
    }

    /** No route is refused that some sensor would reach. */
    @Property(tries = 2_000)
    void coversOnlyWhatItMatches(@ForAll("patterns") String one, @ForAll("patterns") String other) {
        SensorPattern pattern = SensorPattern.of(one);
        Predicate<SensorPattern> covering = pattern.covering();
        SensorPattern covered = SensorPattern.of(other);

        if (covering.test(covered)) {
            assertThat(IDS).filteredOn(covered::matches).allMatch(pattern::matches);
        }
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab*?").ofMinLength(1).ofMaxLength(5);
    }

    private static List<SensorId> ids(int most, String... letters) {
        List<String> all = new ArrayList<>(List.of(letters));
        List<String> longest = all;
        for (int length = 2; length <= most; length++) {
            longest = longest.stream()
                    .flatMap(text -> Stream.of(letters).map(letter -> text + letter))
                    .toList();
            all.addAll(longest);
        }
        return all.stream().map(SensorId::of).toList();
    }
}
