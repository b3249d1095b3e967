package io.foreflow.forecaster.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.query.SensorOwners;
import io.foreflow.forecaster.query.UnavailableStateException;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorId;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks the other instances of the service for what they own. A request that was forwarded once is never forwarded
 * again: while partitions move, two instances may each believe that the other one is the owner.
 */
final class Peers {
    /** Marks a request of another instance: it wants what the asked one owns itself. */
    static final String FORWARDED = "Foreflow-Forwarded";

    /** The partitions that an instance's part of a list covers, separated by commas. */
    static final String PARTITIONS = "Foreflow-Partitions";

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final List<String> COPIED = List.of("ETag", "Cache-Control", "Retry-After");

    private final SensorOwners owners;
    private final String scheme;
    private final HttpClient client;

    /** @param tls what the instances show each other */
    Peers(SensorOwners owners, Tls tls) {
        this.owners = owners;
        this.scheme = tls.isOn() ? "https" : "http";
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(WITHIN).version(HttpClient.Version.HTTP_1_1);
        tls.certificates().map(Peers::trusting).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** An answer of another instance. */
    record PeerPart(JsonNode body, SortedSet<Integer> partitions) {}

    static boolean isForwarded(Context context) {
        return context.header(FORWARDED) != null;
    }

    /**
     * Lets the owner of the sensor answer the request, if that is another instance.
     *
     * @return false if this instance owns the sensor and must answer
     */
    boolean answers(Context context, SensorId sensor) {
        return answers(context, owners.ownerOf(sensor), "the partition of sensor " + sensor);
    }

    /**
     * Lets an instance answer the request, if it is another one.
     *
     * @param what what the instance owns, for the message if it moves
     * @return false if it is this instance, which must answer
     */
    boolean answers(Context context, HostInfo owner, String what) {
        if (owners.isSelf(owner)) {
            return false;
        }
        if (isForwarded(context)) {
            throw new UnavailableStateException(what + " moves to another instance");
        }
        HttpResponse<byte[]> answer = await(send(context, owner), owner);
        context.status(answer.statusCode()).result(answer.body());
        answer.headers().firstValue("Content-Type").ifPresent(context::contentType);
        COPIED.forEach(name -> answer.headers().firstValue(name).ifPresent(value -> context.header(name, value)));
        return true;
    }

    /**
     * Asks every other instance the same question about what it owns; none if the request comes from one.
     *
     * @throws UnavailableStateException if one does not answer
     */
    List<PeerPart> parts(Context context) {
        if (isForwarded(context)) {
            return List.of();
        }
        List<HostInfo> others =
                owners.instances().stream().filter(one -> !owners.isSelf(one)).toList();
        List<CompletableFuture<HttpResponse<byte[]>>> asked =
                others.stream().map(other -> send(context, other)).toList();
        List<PeerPart> parts = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            HttpResponse<byte[]> answer = await(asked.get(i), others.get(i));
            if (answer.statusCode() != 200) {
                throw new UnavailableStateException(
                        "the instance " + name(others.get(i)) + " answered with " + answer.statusCode());
            }
            parts.add(new PeerPart(
                    Json.object(answer.body()),
                    partitions(answer.headers().firstValue(PARTITIONS).orElse(""))));
        }
        return parts;
    }

    /**
     * Checks that the parts of an answer cover every partition once; otherwise an owner has just changed.
     *
     * @param own partitions of this instance
     * @param count number of all partitions
     */
    static void requireWhole(SortedSet<Integer> own, List<PeerPart> parts, int count) {
        SortedSet<Integer> all = new TreeSet<>(own);
        int sum = own.size();
        for (PeerPart part : parts) {
            all.addAll(part.partitions);
            sum += part.partitions.size();
        }
        if (all.size() != count || sum != count) {
            throw new UnavailableStateException(
                    "partitions move between instances: " + all.size() + " of " + count + " can be read");
        }
    }

    static String header(SortedSet<Integer> partitions) {
        return String.join(",", partitions.stream().map(String::valueOf).toList());
    }

    private static SortedSet<Integer> partitions(String header) {
        SortedSet<Integer> partitions = new TreeSet<>();
        if (!header.isEmpty()) {
            for (String number : header.split(",", -1)) {
                partitions.add(Integer.valueOf(number));
            }
        }
        return partitions;
    }

    private CompletableFuture<HttpResponse<byte[]>> send(Context context, HostInfo to) {
        String query = context.queryString();
        String path = context.req().getRequestURI();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(scheme + "://" + name(to) + path + (query == null ? "" : "?" + query)))
                .timeout(WITHIN)
                .header(FORWARDED, "1");
        if (context.method() == HandlerType.POST) {
            request.POST(BodyPublishers.ofByteArray(context.bodyAsBytes()));
            copy(context, "Content-Type", request);
        }
        copy(context, "Authorization", request);
        copy(context, "If-None-Match", request);
        copy(context, "Accept", request);
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray());
    }

    private static void copy(Context context, String name, HttpRequest.Builder request) {
        @Nullable String value = context.header(name);
        if (value != null) {
            request.header(name, value);
        }
    }

    private static HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> asked, HostInfo other) {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableStateException("the service is closing", e);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof IOException) {
                throw new UnavailableStateException("the instance " + name(other) + " does not answer", e);
            }
            throw new IllegalStateException(e);
        }
    }

    private static String name(HostInfo instance) {
        String host = instance.host();
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + instance.port();
    }

    private static SSLContext trusting(KeyStore certificates) {
        try {
            // A store of keys is trusted by its certificates alone.
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (String alias : java.util.Collections.list(certificates.aliases())) {
                for (var certificate : requireNonNull(certificates.getCertificateChain(alias))) {
                    trusted.setCertificateEntry(alias + trusted.size(), certificate);
                }
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new BindException("http.keystore holds certificates that cannot be used: " + e.getMessage(), e);
        }
    }
}
