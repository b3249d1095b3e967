package io.foreflow.forecaster.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.foreflow.forecaster.store.StoreException.StoreProblem;
import io.foreflow.models.bundle.Bundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Talks to a server that checks signatures, and to servers that fail. */
class S3StoreTest {
    private static final String KEY = "test-user";
    private static final String SECRET = "test-secret";
    private static final byte[] CONTENT = "a large bundle".getBytes(UTF_8);
    private static final StoredBundle BUNDLE = StoredBundle.of(Bundles.sha256(CONTENT), CONTENT.length);

    @BeforeEach
    void signIn() {
        signIn(SECRET);
    }

    private static void signIn(String secret) {
        System.setProperty("aws.accessKeyId", KEY);
        System.setProperty("aws.secretAccessKey", secret);
    }

    @AfterEach
    void signOut() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void shouldKeepBundlesBelowThePrefix() throws Exception {
        // given: larger than what is sent at once
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        StoredBundle bundle = StoredBundle.of(Bundles.sha256(large), large.length);
        try (Server server = new Server();
                ObjectStore store = store(server.address(), "s3://models/one/two")) {
            server.blobs.createContainerInLocation(null, "models");

            // when
            boolean first = VerifiedCopy.put(store, bundle, large);
            boolean second = VerifiedCopy.put(store, bundle, large);

            // then
            assertThat(first).isTrue();
            assertThat(second).isFalse();
            assertThat(VerifiedCopy.bytes(store, bundle)).isEqualTo(large);
            assertThat(server.blobs.blobExists("models", "one/two/" + bundle.key()))
                    .isTrue();
            assertThat(store).hasToString("s3://models/one/two");

            // when, then: what is not there
            assertProblem(StoreProblem.MISSING, store, "publish the model again");
        }
    }

    @Test
    void shouldSayThatTheBucketOrThePermissionIsMissing() throws Exception {
        try (Server server = new Server();
                ObjectStore store = store(server.address(), "s3://models")) {
            // given no bucket
            assertProblem(StoreProblem.AWAY, store, "create the bucket");

            // given another secret
            signIn("wrong-secret");
            try (ObjectStore other = store(server.address(), "s3://models")) {
                assertProblem(StoreProblem.REFUSED, other, "check the AWS credentials");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, REFUSED, check the AWS credentials",
        "401, REFUSED, check the AWS credentials",
        "500, AWAY, it answered 500",
        "503, AWAY, it answered 503",
        "301, AWAY, it answered 301"
    })
    void shouldExplainAnAnswerThatIsNoBundle(int status, StoreProblem problem, String message) throws Exception {
        HttpServer server = answering(exchange -> exchange.sendResponseHeaders(status, -1));
        try (ObjectStore store = store(address(server), "s3://models")) {
            assertProblem(problem, store, message);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldNoticeThatAnAnswerIsCutOff() throws Exception {
        HttpServer server = answering(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 3);
        });
        try (ObjectStore store = store(address(server), "s3://models")) {
            assertProblem(StoreProblem.AWAY, store, "did not send all of " + BUNDLE.key());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldNoticeOtherBytes() throws Exception {
        HttpServer server = answering(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write("A large bundle".getBytes(UTF_8));
        });
        try (ObjectStore store = store(address(server), "s3://models")) {
            assertProblem(StoreProblem.OTHER_BYTES, store, "has the SHA-256");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldSayThatNobodyAnswers() throws Exception {
        URI nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        try (ObjectStore store = store(nobody, "s3://models")) {
            assertProblem(StoreProblem.AWAY, store, "models.store.endpoint");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.put(BUNDLE.key(), CONTENT))
                    .withMessageContaining("cannot be written to the store s3://models");
        }
    }

    private static void assertProblem(StoreProblem problem, ObjectStore store, String message) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> VerifiedCopy.bytes(store, BUNDLE))
                .withMessageContaining(message)
                .matches(e -> e.problem() == problem)
                .matches(e -> !String.valueOf(e.getMessage()).contains("\n"))
                .matches(e -> !String.valueOf(e.getMessage()).contains(SECRET));
    }

    private static ObjectStore store(URI endpoint, String location) {
        return StoreSettings.of(location, endpoint.toString(), "eu-central-1", true, 8, 100)
                .open()
                .orElseThrow();
    }

    /** An answer to every request. */
    private interface HttpAnswer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static HttpServer answering(HttpAnswer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            answer.to(exchange);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A server of the protocol, in memory. */
    private static final class Server implements AutoCloseable {
        private final BlobStoreContext context = ContextBuilder.newBuilder("transient")
                .credentials("unused", "unused")
                .overrides(new Properties())
                .build(BlobStoreContext.class);

        private final BlobStore blobs = context.getBlobStore();
        private final S3Proxy proxy;

        private Server() throws Exception {
            proxy = S3Proxy.builder()
                    .blobStore(blobs)
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                    .build();
            proxy.start();
        }

        private URI address() {
            return URI.create("http://127.0.0.1:" + proxy.getPort());
        }

        @Override
        public void close() {
            try {
                proxy.stop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            context.close();
        }
    }

    @Test
    void shouldNeedNoServerToBeOpened() {
        assertThat(StoreSettings.of("s3://models", "", "eu-central-1", false, 8, 100)
                        .open()
                        .map(Object::toString))
                .isEqualTo(Optional.of("s3://models"));
    }
}
