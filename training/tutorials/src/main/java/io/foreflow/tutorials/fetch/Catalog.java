package io.foreflow.tutorials.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.foreflow.tutorials.fetch.Dataset.Derived;
import io.foreflow.tutorials.fetch.Dataset.Published;
import io.foreflow.tutorials.fetch.Dataset.Source;
import io.foreflow.tutorials.fetch.Dataset.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The data sets that Foreflow knows: a YAML resource each, checksums and all. */
public final class Catalog {
    /** Those of the tutorials, then those of traffic and other series. */
    public static final List<String> NAMES = List.of(
            "boston_housing",
            "california_housing",
            "ames_house_prices",
            "house_price_above_median",
            "pima_diabetes",
            "imdb",
            "reuters21578",
            "mnist",
            "dogs_vs_cats",
            "vgg16",
            "metro_interstate",
            "metr_la_week",
            "pems_5min_xiaochus",
            "pems_i405_station_1209204",
            "pems_i880_2021",
            "nab",
            "bike_sharing",
            "m4_hourly");

    private Catalog() {}

    /** @throws IllegalArgumentException if there is none of this name; says which there are */
    public static Dataset find(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "there is no data set '" + name + "'; there are " + String.join(", ", NAMES));
        }
        try (InputStream stream = Catalog.class.getResourceAsStream(name + ".yaml")) {
            return dataset(name, new YAMLMapper().readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(name + ".yaml", e);
        }
    }

    private static Dataset dataset(String name, JsonNode node) {
        return new Dataset(
                name,
                node.required("description").textValue(),
                node.required("licence").textValue(),
                each(node, "sources", Catalog::source),
                each(node, "published", Catalog::published),
                each(node, "derived", Catalog::derived));
    }

    private static Source source(JsonNode node) {
        return new Source(
                node.required("repository").textValue(),
                node.required("commit").textValue(),
                each(node, "files", Catalog::file));
    }

    private static SourceFile file(JsonNode node) {
        return new SourceFile(
                node.required("path").textValue(),
                node.required("from").textValue(),
                node.required("bytes").asLong(),
                Optional.ofNullable(node.path("sha256").textValue()));
    }

    private static Published published(JsonNode node) {
        return new Published(
                node.required("path").textValue(),
                URI.create(node.required("url").textValue()),
                node.required("bytes").asLong(),
                node.required("md5").textValue());
    }

    private static Derived derived(JsonNode node) {
        return new Derived(
                node.required("path").textValue(),
                node.required("how").textValue(),
                Optional.ofNullable(node.path("by").textValue()),
                each(node, "from", JsonNode::textValue),
                each(node, "sources", Catalog::source),
                node.required("bytes").asLong(),
                node.required("sha256").textValue());
    }

    private static <T> List<T> each(JsonNode node, String name, Function<JsonNode, T> reader) {
        return StreamSupport.stream(node.path(name).spliterator(), false)
                .map(reader)
                .toList();
    }
}
