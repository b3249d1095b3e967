package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.query.SmallEnsemble;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.models.series.SensorPattern;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The live page in Chromium, on the API of a pipeline without a broker. */
class LivePageTest {
    private static final String HOSTILE = "<img src=x onerror=\"document.title='hit'\">";
    private static final String TOKEN = "0123456789abcdef";
    private static final long MAX_BYTES = 150_000;

    private static PageBrowser browser;

    @TempDir
    private Path dir;

    private final AtomicLong behind = new AtomicLong();
    private DriverService service;
    private HttpApi api;

    @BeforeAll
    static void openBrowser() {
        browser = PageBrowser.open();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() {
        service = new DriverService(TestStreams.ONE_A_BUCKET, dir);
        api = started(HttpSettings.defaults().with().port(0).build());
        browser.show(1280, "light");
        browser.console();
    }

    @AfterEach
    void stop() {
        browser.leave();
        api.close();
        service.close();
    }

    private HttpApi started(HttpSettings settings) {
        Health yes = new Health(List.of(), Map.of());
        HttpApi started = new HttpApi(
                settings,
                new Probes(() -> yes, () -> yes, accept -> new MetricsText("text/plain", "")),
                TestApi.routes(service, () -> new PipelineProgress(behind.get(), Optional.empty(), Optional.empty())));
        started.start();
        return started;
    }

    /** Sends two weeks with a day's shape and a short hole. */
    private void send(String sensor) {
        service.send(sensor, 0, 300, LivePageTest::value);
        service.send(sensor, 302, 330, LivePageTest::value);
    }

    private static double value(int hour) {
        return 500 + 300 * Math.sin(Math.PI * hour / 12) + hour % 7;
    }

    @Test
    void shouldShowAForecastWithItsBandAndTheNewestReading() {
        // given
        send("pump-7");

        // when
        browser.look(api.port(), "");

        // then
        browser.await("#name", "pump-7");
        browser.await("#state", "replaying");
        browser.await("#chart .u-legend", "reading");
        assertThat(browser.visibleText("#axis")).contains("UTC", "steps of 1 h", "Circles are imputed");
        List<List<String>> rows = browser.rows("#values");
        assertThat(rows).hasSize(3 * 24 + 24);
        assertThat(rows.subList(0, 72)).allSatisfy(row -> assertThat(row.get(1)).isNotEqualTo("–"));
        assertThat(rows).filteredOn(row -> row.get(2).equals("imputed")).hasSize(2);
        assertThat(rows.subList(72, 96)).allSatisfy(row -> {
            assertThat(number(row.get(4))).isLessThanOrEqualTo(number(row.get(3)));
            assertThat(number(row.get(5))).isGreaterThanOrEqualTo(number(row.get(3)));
            assertThat(row.get(6)).isNotEqualTo("–");
        });
        assertThat(browser.script("return document.querySelector('#values .now th').textContent"))
                .isEqualTo(rows.get(72).get(0));
        assertThat(browser.rows("#rolling")).hasSizeGreaterThan(2);
        assertThat(browser.rows("#by-lead")).hasSizeGreaterThan(10);
        assertThat(browser.console()).isEmpty();
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace(",", ""));
    }

    @Test
    void shouldShowTheOpenAlertsOfASensorAlone() {
        // given
        AlertRules rules = new AlertRules(List.of(new AlertRule(
                HOSTILE,
                SensorPattern.of("pump-*"),
                new ForecastCondition(ForecastPart.FORECAST, Inequality.ABOVE, 700, Optional.empty(), 2))));
        api.close();
        service.close();
        service = new DriverService(TestStreams.ONE_A_BUCKET.withAlerts(rules), dir.resolve("alerts"));
        api = started(HttpSettings.defaults().with().port(0).build());
        send("pump-7");
        send("tank-1");

        // when
        browser.look(api.port(), "#/pump-7");

        // then
        browser.await("#name", "pump-7");
        assertThat(browser.visibleText("#alerts"))
                .contains("Open alerts", HOSTILE + " (forecast > 700 for 2): ", "raised by the forecast of");
        assertThat(browser.script("return document.querySelectorAll('#alerts li').length"))
                .isEqualTo(1L);
        browser.perform("location.hash = '#/tank-1'");
        browser.await("#name", "tank-1");
        assertThat(browser.script("return document.getElementById('alerts').hidden"))
                .isEqualTo(true);
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void shouldListTheWorstSensorFirstAndFindSensors() {
        // given
        service.send("good", 0, 200, hour -> hour % 24);
        service.send("bad", 0, 200, hour -> (hour * 7919 % 101) + hour % 24);

        // when
        browser.look(api.port(), "#/good");
        browser.await("#name", "good");

        // then
        browser.await("#sensors li:first-child", "bad");
        browser.perform("const search = document.getElementById('search'); search.value = 'GOO';"
                + " search.dispatchEvent(new Event('input'))");
        browser.await("#sensors li:first-child", "good");
        browser.perform("const search = document.getElementById('search'); search.value = 'x';"
                + " search.dispatchEvent(new Event('input'))");
        browser.await("#more", "No sensor has that in its name.");
    }

    @Test
    void shouldPageThroughManySensors() {
        // given
        for (int i = 0; i < 50; i++) {
            service.send("s" + (100 + i), 0, 1, hour -> 1);
        }

        // when
        browser.look(api.port(), "");
        browser.await("#place", "1 to 40 of 50");
        browser.perform("document.getElementById('next').click()");

        // then
        browser.await("#place", "41 to 50 of 50");
        browser.await("#sensors li:last-child", "s149");
    }

    @Test
    void shouldSayHowToBeginWithoutReadings() throws Exception {
        // when
        browser.look(api.port(), "");

        // then
        browser.await("#situation", "No readings yet.");
        assertThat(browser.visibleText("#situation")).contains("foreflow.readings.v1", "curl", "/v1/readings");
        assertThat(browser.violations()).isEmpty();
        send("first");
        browser.await("#name", "first");
        browser.awaitNothing("#situation");
    }

    @Test
    void shouldSayHowFarItIsBehindAndHowLongThatTakes() {
        // given
        send("a");
        behind.set(12_400);

        // when
        browser.look(api.port(), "");

        // then
        browser.await("#situation", "12,400 readings behind");
        behind.set(6_200);
        browser.await("#situation", "6,200 readings behind, ready to train in about");
        behind.set(0);
        browser.awaitNothing("#situation");
    }

    @Test
    void shouldSayThatStateIsRestored() {
        // given
        send("a");
        service.restoring(true);

        // when
        browser.look(api.port(), "");

        // then
        browser.await("#situation", "The service restores its state.");
        service.restoring(false);
        browser.await("#name", "a");
        browser.awaitNothing("#situation");
    }

    @Test
    void shouldSayThatTheServiceIsGoneAndGoOnWhenItIsBack() {
        // given
        send("a");
        int port = api.port();
        browser.look(port, "");
        browser.await("#name", "a");

        // when
        api.close();

        // then
        browser.await("#situation", "The service does not answer. What you see is from");
        assertThat(browser.visibleText("#name")).isEqualTo("a");
        api = started(HttpSettings.defaults().with().port(port).build());
        browser.awaitNothing("#situation");
        browser.await("#link", "live");
    }

    @Test
    void shouldAskForTheTokenAndForgetItWithTheTab() throws Exception {
        // given
        send("a");
        api.close();
        Path file = Files.writeString(dir.resolve("token"), TOKEN);
        api = started(HttpSettings.defaults()
                .with()
                .port(0)
                .readToken(Optional.of(file))
                .build());

        // when
        browser.look(api.port(), "");
        browser.await("#unlock", "A token is needed");
        assertThat(browser.violations()).isEmpty();
        browser.press("wrong", Keys.ENTER);
        browser.await("#refused", "does not accept");
        browser.press(TOKEN, Keys.ENTER);

        // then
        browser.await("#name", "a");
        browser.await("#link", "live");
        browser.awaitNothing("#unlock");
        assertThat(browser.script("return localStorage.length + document.cookie.length"))
                .isEqualTo(0L);
    }

    @Test
    void shouldExplainAForecastOnRequest() throws Exception {
        // given
        service.models().use(SmallEnsemble.of("v1", "UTC"));
        send("a");
        send("b");
        browser.look(api.port(), "#/a");
        browser.await("#facts", "blend 25% · dense 25% · sensor-ridge 50%");
        browser.await("#facts", "100% known");

        // when
        browser.tabTo("#explain summary");
        browser.press(Keys.SPACE);

        // then
        browser.await("#members", "sensor-ridge");
        requireSum(browser.rows("#contributions"));
        assertThat(browser.rows("#members"))
                .extracting(row -> row.get(1))
                .containsExactly("baseline", "network", "regression");
        assertThat(browser.visibleText("#explain-notes")).contains("Of dense only the whole is told");
        assertThat(browser.violations()).isEmpty();

        // when: a step is chosen, and then another sensor
        String mean = browser.rows("#contributions").get(0).get(1);
        browser.perform("const step = document.getElementById('explain-step'); step.selectedIndex = 3;"
                + " step.dispatchEvent(new Event('change'))");
        String chosen = browser.rows("#contributions").get(0).get(1);
        requireSum(browser.rows("#contributions"));
        browser.perform("location.hash = '#/b'");

        // then
        assertThat(chosen).isNotEqualTo(mean);
        browser.await("#name", "b");
        Awaitility.await()
                .untilAsserted(() -> assertThat(browser.rows("#members")).hasSize(1));
        requireSum(browser.rows("#contributions"));
        assertThat(browser.console()).isEmpty();
    }

    /** Checks that the parts lead from the first row to the last one. */
    private static void requireSum(List<List<String>> rows) {
        double sum = rows.subList(0, rows.size() - 1).stream()
                .mapToDouble(row -> number(row.get(1)))
                .sum();
        assertThat(sum).isCloseTo(number(rows.get(rows.size() - 1).get(1)), within(0.5));
    }

    @Test
    void shouldBeUsableWithTheKeyboardAlone() {
        // given
        send("north");
        send("south");
        browser.look(api.port(), "");
        browser.await("#name", "h");
        String first = browser.visibleText("#name");

        // when, then: the list
        browser.tabTo(".skip");
        assertThat(browser.visibleText(".skip")).isEqualTo("Skip to the forecast");
        browser.tabTo("#search");
        browser.press(first.equals("north") ? "south" : "north");
        browser.tabTo("#sensors a");
        browser.press(Keys.ENTER);
        browser.await("#name", first.equals("north") ? "south" : "north");

        // when, then: the table
        browser.tabTo("figure summary");
        browser.press(Keys.SPACE);
        browser.await("#values thead", "Forecast");
    }

    @Test
    void shouldBeReadableAtEachWidthInEachModeAndForEverybody() throws Exception {
        // given
        send(HOSTILE);
        send("a-sensor-with-a-name-that-has-no-end".repeat(5));
        service.send("short", 0, 3, hour -> 1);

        for (int width : List.of(1280, 400)) {
            for (String colours : List.of("light", "dark")) {
                // when
                browser.show(width, colours);
                browser.look(
                        api.port(), "#/" + URLEncoder.encode(HOSTILE, UTF_8).replace("+", "%20"));
                browser.await("#name", HOSTILE);
                browser.perform("document.querySelectorAll('details').forEach(one => { one.open = true; })");

                // then
                assertThat(browser.violations()).as("%d %s", width, colours).isEmpty();
                assertThat(browser.script("const page = document.documentElement;"
                                + " return page.scrollWidth - page.clientWidth"))
                        .isEqualTo(0L);
                assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
                        .isEqualTo(colours.equals("dark") ? "rgb(20, 24, 29)" : "rgb(255, 255, 255)");
                assertThat(browser.script("return document.title")).isEqualTo(HOSTILE + " · Foreflow");
            }
        }
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void shouldNotMoveForThoseWhoDoNotWantIt() {
        // given
        send("a");
        browser.media("prefers-reduced-motion", "reduce");

        // when
        browser.look(api.port(), "");
        browser.await("#link", "live");

        // then
        assertThat(browser.script("return getComputedStyle(document.querySelector('#link .dot')).animationName"))
                .isEqualTo("none");
    }

    @Test
    void shouldBeSmallAndQuick() {
        // given
        send("a");
        browser.look(api.port(), "");
        browser.await("#name", "a");
        browser.perform("performance.clearResourceTimings()");

        // when
        browser.look(api.port(), "");
        browser.await("#name", "a");

        // then
        assertThat((Number)
                        browser.script("return performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                .satisfies(time -> assertThat(time.doubleValue()).isLessThan(1_000));
        assertThat((Long) browser.script("return [...performance.getEntriesByType('resource'),"
                        + " ...performance.getEntriesByType('navigation')]"
                        + ".reduce((sum, one) => sum + one.encodedBodySize, 0)"))
                .isBetween(30_000L, MAX_BYTES);
    }
}
