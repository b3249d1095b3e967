package io.foreflow.forecaster.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium that looks at the live page. Tests are skipped where there is none. */
public final class PageBrowser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private final ChromeDriver driver;

    private PageBrowser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts a browser, or skips the test. */
    public static PageBrowser open() {
        Optional<Path> browser = BROWSERS.stream().flatMap(PageBrowser::onPath).findFirst();
        Optional<Path> driver = onPath("chromedriver").findFirst();
        assumeTrue(
                browser.isPresent() && driver.isPresent(),
                "no Chromium with its driver: install Debian's packages chromium and chromium-driver to look at the"
                        + " live page");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu");
        options.setCapability("goog:loggingPrefs", logs);
        return new PageBrowser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.orElseThrow().toFile())
                        .usingAnyFreePort()
                        .build(),
                options));
    }

    private static Stream<Path> onPath(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }

    /** Opens the page of a service, as if for the first time. */
    public void look(int port, String fragment) {
        leave();
        driver.get("http://" + LocalHttp.HOST + ":" + port + "/" + fragment);
    }

    /** Leaves the page, which would go on asking its service. */
    public void leave() {
        driver.get("about:blank");
    }

    /** Sets width and colours. */
    public void show(int width, String colours) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        media("prefers-color-scheme", colours);
    }

    /** Sets a preference of the user. */
    public void media(String name, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", name, "value", value))));
    }

    /** Waits until the text of an element, as people see it, contains words. */
    public void await(String selector, String words) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(visibleText(selector))
                .contains(words));
    }

    /** Waits until nothing of an element can be seen. */
    public void awaitNothing(String selector) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(visibleText(selector))
                .isEmpty());
    }

    /** Returns the text that can be seen; empty for none. */
    public String visibleText(String selector) {
        try {
            return driver.findElements(By.cssSelector(selector)).stream()
                    .findFirst()
                    .map(element -> element.getText())
                    .orElse("");
        } catch (StaleElementReferenceException e) {
            return "";
        }
    }

    /** Returns the rows of a table's body, seen or not. */
    @SuppressWarnings("unchecked")
    public List<List<String>> rows(String table) {
        return (List<List<String>>) script("return [...document.querySelector('" + table
                + "').tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent))");
    }

    /** Returns what a script returns. */
    public Object script(String script) {
        return requireNonNull(driver.executeScript(script), script);
    }

    /** Runs a script that returns nothing. */
    public void perform(String script) {
        driver.executeScript(script);
    }

    /** Presses keys where the focus is. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses Tab until an element has the focus. */
    public void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            press(Keys.TAB);
            if ((Boolean) script("return document.activeElement.matches('" + selector + "')")) {
                return;
            }
        }
        throw new AssertionError("no number of tabs leads to " + selector);
    }

    /** Returns what axe-core finds wrong, one line a rule. */
    public List<String> violations() throws IOException {
        try (InputStream in =
                requireNonNull(PageBrowser.class.getResourceAsStream("/axe.min.js"), "axe.min.js of the class path")) {
            driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        @SuppressWarnings("unchecked")
        List<String> lines = (List<String>) driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run().then(found => done(found.violations.map(rule => rule.id + ': ' + rule.help + ' '"
                + " + rule.nodes.map(node => node.html).join(' '))))");
        return requireNonNull(lines, "axe-core ends");
    }

    /** Returns and forgets the messages on the browser's console. */
    public List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
