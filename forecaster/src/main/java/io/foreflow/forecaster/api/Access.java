package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are answered. The name in {@code Host} must be this service's, so that no page of another site
 * reaches it by a name of its own (DNS rebinding); an address is always allowed. Probes are open to everybody, and so is
 * the live page, which holds nothing of the service. With tokens, all other calls need one.
 */
final class Access {
    private static final Set<String> OPEN = Set.of("/livez", "/readyz", InferenceRoutes.LIVE, InferenceRoutes.READY);

    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    /** Path that scrapers ask under any name of theirs; it needs the token. */
    private static final String METRICS = "/metrics";

    private static final String BEARER = "bearer ";
    private static final int LEAST_TOKEN = 16;

    private final Set<String> names = new HashSet<>();
    private final byte @Nullable [] readToken;
    private final byte @Nullable [] writeToken;
    private final boolean loopback;

    /** @throws BindException if a file with a token cannot be read */
    Access(HttpSettings settings) {
        this.loopback = settings.isLoopback();
        this.readToken = token("http.readToken", settings.readToken());
        this.writeToken = token("http.writeToken", settings.writeToken());
        names.add("localhost");
        names.add(lower(settings.host()));
        names.add(lower(settings.advertisedHost()));
        settings.names().stream().map(Access::lower).forEach(names::add);
    }

    private static byte @Nullable [] token(String key, Optional<Path> file) {
        if (file.isEmpty()) {
            return null;
        }
        try {
            String token = Files.readString(file.get()).strip();
            if (token.length() < LEAST_TOKEN || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new BindException(
                        key + " (" + file.get() + ") must hold a token of at least " + LEAST_TOKEN
                                + " letters, digits and signs, without spaces",
                        null);
            }
            return token.getBytes(UTF_8);
        } catch (IOException e) {
            throw new BindException(key + " (" + file.get() + ") cannot be read: " + e, e);
        }
    }

    /** @throws ProblemException if the request must not be answered */
    void check(Context context) {
        String path = context.path();
        if (OPEN.contains(path)) {
            return;
        }
        if (!path.equals(METRICS)) {
            checkHost(context.header("Host"));
        }
        if (!READING.contains(context.method()) && !isQuestion(path)) {
            checkWriting(context);
        } else if (!PageRoutes.isPage(path)
                && readToken != null
                && !holds(context, readToken)
                && (writeToken == null || !holds(context, writeToken))) {
            throw unauthorized("reading needs the token of http.readToken");
        }
    }

    /** Returns true for calls that read although they send a body. */
    private static boolean isQuestion(String path) {
        return path.equals(TimeSeriesRoutes.PATH) || InferenceRoutes.isInference(path);
    }

    private void checkWriting(Context context) {
        if (writeToken == null) {
            if (!loopback) {
                throw new ProblemException(Problem.of(
                        403, "writing is off, because the service listens on a network: set http.writeToken"));
            }
        } else if (!holds(context, writeToken)) {
            throw unauthorized("writing needs the token of http.writeToken");
        }
    }

    private static ProblemException unauthorized(String detail) {
        return new ProblemException(Problem.of(401, detail + ", as Authorization: Bearer TOKEN"));
    }

    /** Compares in a time that does not depend on where the tokens differ. */
    private static boolean holds(Context context, byte[] token) {
        String given = context.header("Authorization");
        return given != null
                && given.length() > BEARER.length()
                && lower(given.substring(0, BEARER.length())).equals(BEARER)
                && MessageDigest.isEqual(
                        given.substring(BEARER.length()).strip().getBytes(UTF_8), token);
    }

    private void checkHost(@Nullable String host) {
        String name = host == null ? "" : lower(hostOf(host));
        if (!names.contains(name) && !isAddress(name)) {
            throw new ProblemException(Problem.of(
                    421, "this service does not answer to the name in Host; add it to http.names if it is its own"));
        }
    }

    private static String hostOf(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return colon > hostAndPort.lastIndexOf(']') ? hostAndPort.substring(0, colon) : hostAndPort;
    }

    private static boolean isAddress(String host) {
        return host.matches("\\d{1,3}(\\.\\d{1,3}){3}") || host.matches("\\[[0-9a-f:.]+(%[^\\]]*)?]");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
