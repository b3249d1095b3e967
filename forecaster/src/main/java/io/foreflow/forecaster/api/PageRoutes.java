package io.foreflow.forecaster.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /} and {@code /assets}: the live page. Its files are in the jar, and it reads nothing but this service. */
final class PageRoutes implements Routes {
    private static final String ASSETS = "/assets/";
    private static final String OWN = "page/";
    private static final String UPLOT = "/io/foreflow/dashboards/uplot/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /** Lets the page run and read only what this service sends, and no other page frame it. */
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private final Map<String, Asset> assets = Map.ofEntries(
            Map.entry("live.css", new Asset(OWN + "live.css", CSS)),
            Map.entry("live.js", new Asset(OWN + "live.js", SCRIPT)),
            Map.entry("service.js", new Asset(OWN + "service.js", SCRIPT)),
            Map.entry("series.js", new Asset(OWN + "series.js", SCRIPT)),
            Map.entry("chart.js", new Asset(OWN + "chart.js", SCRIPT)),
            Map.entry("words.js", new Asset(OWN + "words.js", SCRIPT)),
            Map.entry("tables.js", new Asset(OWN + "tables.js", SCRIPT)),
            Map.entry("explain.js", new Asset(OWN + "explain.js", SCRIPT)),
            Map.entry("icon.svg", new Asset(OWN + "icon.svg", "image/svg+xml")),
            Map.entry("uPlot.min.css", new Asset(UPLOT + "uPlot.min.css", CSS)),
            Map.entry("uPlot.iife.min.js", new Asset(UPLOT + "uPlot.iife.min.js", SCRIPT)));
    private final Asset page = new Asset(OWN + "index.html", HTML);

    /** A file of the page. */
    private record Asset(String resource, String type) {
        byte[] read() {
            try (InputStream in = PageRoutes.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(
                            "the resource " + resource + " is missing; the installation is incomplete");
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("the resource " + resource + " cannot be read", e);
            }
        }
    }

    /** Returns true for the paths of the page, which hold nothing of the service's own. */
    static boolean isPage(String path) {
        return path.equals("/") || (path.startsWith(ASSETS) && path.indexOf('/', ASSETS.length()) < 0);
    }

    @Override
    public void addTo(RoutesConfig routes) {
        Map<String, Handler> files = assets.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, asset -> sender(asset.getValue())));
        routes.get("/", sender(page));
        routes.get(ASSETS + "{file}", context -> {
            Handler file = files.get(context.pathParam("file"));
            if (file == null) {
                throw ProblemException.notFound("the live page has no file of that name");
            }
            file.handle(context);
        });
    }

    private static Handler sender(Asset asset) {
        byte[] body = asset.read();
        return context -> send(context, asset.type(), body);
    }

    private static void send(Context context, String type, byte[] body) {
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        Answers.send(context, type, body);
    }
}
