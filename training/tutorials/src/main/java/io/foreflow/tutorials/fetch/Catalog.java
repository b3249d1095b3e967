package io.foreflow.tutorials.fetch;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The data sets that Foreflow knows: a YAML resource each, checksums and all. */
public final class Catalog {
    /** Names of the data sets: those of the tutorials, then traffic and other series. */
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
            return Dataset.read(name, new YAMLMapper().readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(name + ".yaml", e);
        }
    }
}
