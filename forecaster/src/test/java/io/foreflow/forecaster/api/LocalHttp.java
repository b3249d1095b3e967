package io.foreflow.forecaster.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks services that listen on this machine. */
public final class LocalHttp {
    /** Where services under test listen. */
    public static final String HOST = "127.0.0.1";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private LocalHttp() {}

    /** @param path with its leading slash */
    public static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return send(request(port, path));
    }

    /** Returns the metrics of a service without their common tag. */
    public static String metrics(int port) throws IOException, InterruptedException {
        return withoutApplication(get(port, "/metrics").body());
    }

    /** Returns metrics without their common tag. */
    public static String withoutApplication(String metrics) {
        return metrics.replaceAll("application=\"[^\"]*\",?", "")
                .replace(",}", "}")
                .replace("{}", "");
    }

    /**
     * @param path with its leading slash
     * @param headers names and values by turns
     */
    public static HttpRequest.Builder request(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
