package io.foreflow.forecaster.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.registry.SensorSelector.ListSelector;
import io.foreflow.forecaster.registry.SensorSelector.PatternSelector;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.SensorShare;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
    private static final SensorId A = SensorId.of("a");

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
                .isThrownBy(() -> new Routing(Collections.nCopies(20_001, new Route("*", "one"))))
                .withMessage("there are 20001 routes; at most 20000 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routing(Collections.nCopies(100, new Route("*", "one"))))
                .withMessageContaining("79 more routes match no sensor either");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routing(IntStream.range(0, 1_001)
                        .mapToObj(i -> new Route("*-" + i + "-?", "one"))
                        .toList()))
                .withMessageContaining("there are more than 1000 patterns with ? or with a * before the end");
    }

    @Test
    void shouldServeSharesAndListsOfSensors() {
        // given: SHA-256 of a begins with 1100, that of b with 0011, that of c with 0010
        Routing routing = new Routing(List.of(
                new Route(new ListSelector(List.of(A, SensorId.of("x"))), "listed"),
                Route.parse("*#0011=b"),
                Route.parse("*#00=bc"),
                Route.parse("z*#1=z"),
                Route.parse("*=default")));

        // then
        assertThat(routing.modelOf(A)).isEqualTo("listed");
        assertThat(routing.modelOf(SensorId.of("b"))).isEqualTo("b");
        assertThat(routing.modelOf(SensorId.of("c"))).isEqualTo("bc");
        assertThat(routing.modelOf(SensorId.of("d"))).isEqualTo(share("d", "00") ? "bc" : "default");
        assertThat(routing.modelOf(SensorId.of("z9"))).isEqualTo(share("z9", "1") ? "z" : "default");
        assertThat(routing).hasToString("{a, x}=listed, *#0011=b, *#00=bc, z*#1=z, *=default");
    }

    @Test
    void shouldRefuseSharesAndListsBehindRoutesThatCoverThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routing(List.of(
                        Route.parse("*#01=one"),
                        Route.parse("a*#011=two"),
                        Route.parse("a*#0=three"),
                        Route.parse("b=four"),
                        new Route(new ListSelector(List.of(SensorId.of("b"))), "five"),
                        new Route(new ListSelector(List.of(SensorId.of("b"), SensorId.of("c"))), "six"),
                        Route.parse("*#=default"))))
                .withMessage("the route a*#011=two matches no sensor, because *#01=one comes before it; leave one of"
                        + " them out, or put it first; the route {b}=five matches no sensor, because b=four comes"
                        + " before it; leave one of them out, or put it first");
    }

    @ParameterizedTest
    @CsvSource({
        "*#0110, *, 0110",
        "*, *, ''",
        "room-*#10, room-*, 10",
        "room-*#10#, room-*#10, ''",
        "room-*##, room-*#, ''",
        "a#01, a#01, ''",
        "a#b*, a#b*, ''"
    })
    void shouldReadAndWriteASelectorAsText(String text, String pattern, String bits) {
        // when
        PatternSelector selector = PatternSelector.parse(text);

        // then
        assertThat(selector).isEqualTo(new PatternSelector(SensorPattern.of(pattern), new SensorShare(bits)));
        assertThat(selector).hasToString(text);
    }

    @Test
    void shouldFindOneOfTenThousandGroups() {
        // given
        List<Route> routes = new ArrayList<>();
        IntStream.range(0, 1 << 13)
                .forEach(i -> routes.add(
                        Route.parse("*#" + Integer.toBinaryString(1 << 13 | i).substring(1) + "=g" + i)));
        IntStream.range(0, 2_000).forEach(i -> routes.add(0, Route.parse("site-" + i + "-*=s" + i)));
        routes.add(new Route("*", "default"));

        // when
        Routing routing = new Routing(routes);

        // then
        assertThat(routing.modelOf(SensorId.of("site-1999-x"))).isEqualTo("s1999");
        assertThat(routing.models()).hasSize(10_193);
        assertThat(routing.toString()).hasSizeLessThan(1_000).endsWith("10173 more, the last one *=default");
        String other = routing.modelOf(A);
        assertThat(routes)
                .filteredOn(route -> route.sensors().matches(A))
                .first()
                .isEqualTo(routes.stream()
                        .filter(route -> route.model().equals(other))
                        .findFirst()
                        .orElseThrow());
    }

    /** The index answers as a look at each route does. */
    @Property(tries = 1_000)
    void findsTheFirstRouteThatMatches(@ForAll("selectors") List<String> selectors) {
        List<Route> routes = new ArrayList<>();
        RouteIndex index = new RouteIndex();
        for (String selector : selectors) {
            index.add(PatternSelector.parse(selector), routes.size());
            routes.add(Route.parse(selector + "=m" + routes.size()));
        }

        for (SensorId sensor : IDS) {
            int first = IntStream.range(0, routes.size())
                    .filter(i -> routes.get(i).sensors().matches(sensor))
                    .findFirst()
                    .orElse(RouteIndex.NONE);
            assertThat(index.first(sensor)).isEqualTo(first);
        }
    }

    /** No selector is covered that some sensor would reach first. */
    @Property(tries = 1_000)
    void coversOnlySelectorsThatItMatches(@ForAll("selectors") List<String> selectors) {
        PatternSelector later = PatternSelector.parse(selectors.get(selectors.size() - 1));
        RouteIndex index = new RouteIndex();
        for (int i = 0; i < selectors.size() - 1; i++) {
            index.add(PatternSelector.parse(selectors.get(i)), i);
        }

        int covering = index.covering(later);

        if (covering != RouteIndex.NONE) {
            PatternSelector earlier = PatternSelector.parse(selectors.get(covering));
            assertThat(IDS).filteredOn(later::matches).allMatch(earlier::matches);
        }
    }

    @Provide
    Arbitrary<List<String>> selectors() {
        Arbitrary<String> bits = Arbitraries.strings().withChars("01").ofMaxLength(3);
        Arbitrary<String> wild =
                Arbitraries.strings().withChars("ab*?").ofMaxLength(4).map(text -> text + "*");
        return Arbitraries.oneOf(
                        patterns(), wild, Combinators.combine(wild, bits).as((text, share) -> text + "#" + share))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    private static boolean share(String sensor, String bits) {
        return new SensorShare(bits).contains(SensorId.of(sensor));
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
