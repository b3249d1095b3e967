package io.foreflow.forecaster.api;

import static java.util.Objects.requireNonNull;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of HTTP.
 *
 * @param host address to bind
 * @param port port to bind; 0 takes a free one
 * @param advertised {@code HOST:PORT} under which other instances reach this one; empty: host and port that are bound
 * @param names names, beside the host and the advertised one, that requests may have in their {@code Host}
 * @param readToken file with the bearer token of reading calls; empty: reading needs none
 * @param writeToken file with the bearer token of writing calls, which may read too; empty: writing needs none on a
 *     loopback address, and is refused on others
 * @param keystore PKCS#12 file with certificate and key; empty: HTTP without TLS
 * @param keystorePassword file with its password
 * @param requestsPerSecond maximum number of requests a second from one address; 0 means no limit
 * @param eventStreams maximum number of open streams of events
 */
@RecordBuilder
public record HttpSettings(
        String host,
        int port,
        Optional<String> advertised,
        List<String> names,
        Optional<Path> readToken,
        Optional<Path> writeToken,
        Optional<Path> keystore,
        Optional<Path> keystorePassword,
        int requestsPerSecond,
        int eventStreams)
        implements HttpSettingsBuilder.With {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8080;
    public static final int DEFAULT_REQUESTS_PER_SECOND = 20_000;
    public static final int DEFAULT_EVENT_STREAMS = 100;

    /** @throws IllegalArgumentException that lists every problem, one a line */
    public HttpSettings {
        requireNonNull(advertised, "advertised");
        names = List.copyOf(names);
        List<String> problems = new ArrayList<>();
        if (host.isBlank()) {
            problems.add("http.host must be an address, for instance " + DEFAULT_HOST);
        }
        if (port < 0 || port > 65_535) {
            problems.add("http.port (" + port + ") must be from 0 (any free one) to 65535");
        }
        if (advertised.isPresent() && !isHostAndPort(advertised.get())) {
            problems.add("http.advertised (" + advertised.get() + ") must be HOST:PORT, for instance node-1:8080");
        }
        if (keystore.isPresent() != keystorePassword.isPresent()) {
            problems.add("http.keystore and http.keystorePassword must be set together");
        }
        if (requestsPerSecond < 0) {
            problems.add("http.requestsPerSecond (" + requestsPerSecond + ") must not be negative");
        }
        if (eventStreams < 0) {
            problems.add("http.eventStreams (" + eventStreams + ") must not be negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    /** Returns the defaults: loopback, without tokens and TLS. */
    public static HttpSettings defaults() {
        return HttpSettingsBuilder.builder()
                .host(DEFAULT_HOST)
                .port(DEFAULT_PORT)
                .advertised(Optional.empty())
                .names(List.of())
                .readToken(Optional.empty())
                .writeToken(Optional.empty())
                .keystore(Optional.empty())
                .keystorePassword(Optional.empty())
                .requestsPerSecond(DEFAULT_REQUESTS_PER_SECOND)
                .eventStreams(DEFAULT_EVENT_STREAMS)
                .build();
    }

    /** Returns true if only this machine can reach the address. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Returns the name under which other instances reach this one: this machine's if every address is bound. */
    public String advertisedHost() {
        if (advertised.isPresent()) {
            return advertised.get().substring(0, advertised.get().lastIndexOf(':'));
        }
        try {
            return InetAddress.getByName(host).isAnyLocalAddress()
                    ? InetAddress.getLocalHost().getHostName()
                    : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }

    /** @param bound port that is bound */
    public int advertisedPort(int bound) {
        return advertised
                .map(name -> Integer.parseInt(name.substring(name.lastIndexOf(':') + 1)))
                .orElse(bound);
    }

    private static boolean isHostAndPort(String text) {
        return text.matches("[^\\s/]+:\\d{1,5}");
    }
}
