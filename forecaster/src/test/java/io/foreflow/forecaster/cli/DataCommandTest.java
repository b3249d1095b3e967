package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.foreflow.ingest.wire.Json;
import io.foreflow.tutorials.fetch.Catalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    private static final String PIMA = "pima-indians-diabetes.csv";

    @TempDir
    private Path folder;

    @Test
    void shouldListWhatIsThere() throws IOException {
        // given
        Files.createDirectories(folder.resolve("pima_diabetes"));
        Files.writeString(folder.resolve("pima_diabetes").resolve(PIMA), "whatever");
        TestTerminal terminal = terminal(Map.of("FOREFLOW_DATA", folder.toString()));

        // when
        int exitCode = terminal.run("data", "list");

        // then
        assertThat(exitCode).isZero();
        assertThat(terminal.out())
                .contains(Catalog.NAMES)
                .containsPattern("pima_diabetes +1 +all +0.0 +not stated +768 patients")
                .containsPattern("boston_housing +4 +none ")
                .contains("In " + folder + ". Get one: foreflow data fetch NAME");
    }

    @Test
    void shouldListAsJson() throws IOException {
        // given
        TestTerminal terminal = terminal(Map.of("FOREFLOW_DATA", folder.toString()));

        // when
        int exitCode = terminal.run("data", "list", "--json");

        // then
        JsonNode root = Json.MAPPER.readTree(terminal.out());
        assertThat(exitCode).isZero();
        assertThat(root.path("folder").asText()).isEqualTo(folder.toString());
        assertThat(root.path("datasets")).hasSameSizeAs(Catalog.NAMES);
        assertThat(root.path("datasets").get(0).path("name").asText()).isEqualTo("boston_housing");
        assertThat(root.path("datasets").get(0).path("present").asInt()).isZero();
    }

    @Test
    void shouldRefuseAFileWithAnotherChecksum() throws IOException {
        // given
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("wrong".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        TestTerminal terminal = terminal(Map.of("FOREFLOW_DATA_BASE_URL", address));

        // when
        int exitCode = terminal.run("data", "fetch", "pima_diabetes", "--folder", "new");
        server.stop(0);

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err())
                .startsWith("foreflow: " + address + "/jbrownlee/Datasets/d20fcb6402ae34e653d4513b00f39257bb37ed7f/"
                        + PIMA + " has the SHA-256 ")
                .hasLineCount(1);
        assertThat(folder.resolve("new/pima_diabetes")).isEmptyDirectory();
    }

    @Test
    void shouldSayWhatToDoWithoutANetwork() throws IOException {
        // given a port at which nobody listens any more
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String address = "http://127.0.0.1:" + port;
        TestTerminal terminal = terminal(Map.of());

        // when
        int exitCode =
                terminal.run("data", "fetch", "pima_diabetes", "--folder", folder.toString(), "--base-url", address);

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err())
                .contains("127.0.0.1 cannot be reached. Try again with a network, or get ", "(SHA-256 ")
                .hasLineCount(1);
    }

    @Test
    void shouldSayWhatCannotBeDerived() throws IOException {
        // given
        TestTerminal terminal = terminal(Map.of());

        // when
        int exitCode = terminal.run("data", "fetch", "pems_i405_station_1209204", "--folder", ".", "--json");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.err()).contains("flow_excerpt_2018-01.csv cannot be derived yet. It is: ");
        assertThat(Json.MAPPER.readTree(terminal.out()).path("missing").asInt()).isEqualTo(1);
    }

    @Test
    void shouldRefuseNamesAndFoldersThatAreNone() {
        TestTerminal unknown = terminal(Map.of());
        assertThat(unknown.run("data", "fetch", "bosten")).isEqualTo(2);
        assertThat(unknown.err()).startsWith("foreflow: there is no data set 'bosten'; there are boston_housing, ");
        TestTerminal nowhere = terminal(Map.of("FOREFLOW_DATA", "/no/such/folder"));
        assertThat(nowhere.run("data", "list")).isEqualTo(1);
        assertThat(nowhere.err())
                .isEqualTo("foreflow: FOREFLOW_DATA (/no/such/folder) is not a folder; create it or unset it\n");
    }

    private TestTerminal terminal(Map<String, String> variables) {
        return new TestTerminal(folder, variables);
    }
}
