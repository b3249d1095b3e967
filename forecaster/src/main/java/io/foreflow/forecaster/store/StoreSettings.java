package io.foreflow.forecaster.store;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.store.StoreLocation.BucketLocation;
import io.foreflow.forecaster.store.StoreLocation.FolderLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the store of large bundles.
 *
 * @param location place of the store; empty: there is none
 * @param s3 access to S3, if the place is a bucket
 * @param aboveMiB size in MiB above which a bundle lies in the store; 0: all bundles do
 * @param copiesMiB maximum size in MiB of the local copies of a service
 */
public record StoreSettings(Optional<StoreLocation> location, S3Access s3, int aboveMiB, int copiesMiB) {
    public static final int DEFAULT_ABOVE_MIB = 8;
    public static final int DEFAULT_COPIES_MIB = 4_096;

    /** Greatest size in MiB of a bundle on the models topic. */
    public static final int MOST_ABOVE_MIB = 64;

    /** Settings without a store. */
    public static final StoreSettings NONE =
            new StoreSettings(Optional.empty(), S3Access.DEFAULT, DEFAULT_ABOVE_MIB, DEFAULT_COPIES_MIB);

    public StoreSettings {
        requireNonNull(location, "location");
        requireNonNull(s3, "s3");
        List<String> problems = new ArrayList<>();
        if (aboveMiB < 0 || aboveMiB > MOST_ABOVE_MIB) {
            problems.add("models.store.above (" + aboveMiB + ") must be from 0 to " + MOST_ABOVE_MIB + " MiB");
        }
        if (copiesMiB < 0) {
            problems.add("models.store.copies (" + copiesMiB + ") must not be negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    /**
     * Access to S3 or to a server that speaks its protocol. Credentials come from the environment, as for other clients.
     *
     * @param endpoint address of the server; empty: AWS
     * @param region empty: {@code AWS_REGION}, or what AWS tells
     * @param pathStyle true to put the bucket into the path of an address instead of its host name
     */
    public record S3Access(Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {
        static final S3Access DEFAULT = new S3Access(Optional.empty(), Optional.empty(), false);

        public S3Access {
            requireNonNull(endpoint, "endpoint");
            requireNonNull(region, "region");
        }
    }

    /**
     * Reads the settings from their texts.
     *
     * @throws IllegalArgumentException that lists every problem, one a line; it quotes no text that may hold a secret
     */
    public static StoreSettings of(
            String location, String endpoint, String region, boolean pathStyle, int aboveMiB, int copiesMiB) {
        List<String> problems = new ArrayList<>();
        Optional<StoreLocation> place = Optional.empty();
        try {
            place = location.isBlank() ? Optional.empty() : Optional.of(StoreLocation.parse(location.strip()));
        } catch (IllegalArgumentException e) {
            problems.add("models.store.location " + e.getMessage());
        }
        Optional<URI> server = Optional.empty();
        try {
            server = endpoint.isBlank() ? Optional.empty() : Optional.of(server(endpoint.strip()));
        } catch (IllegalArgumentException e) {
            problems.add("models.store.endpoint " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        Optional<String> chosen = Optional.of(region.strip()).filter(text -> !text.isEmpty());
        return new StoreSettings(place, new S3Access(server, chosen, pathStyle), aboveMiB, copiesMiB);
    }

    private static URI server(String text) {
        String rule = "must be the address of a server, such as https://minio.example.org:9000, without a user";
        try {
            URI address = new URI(text);
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http && address.getHost() != null && address.getRawUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(rule, e);
        }
        throw new IllegalArgumentException(rule);
    }

    /** Returns true if a bundle of this size lies in the store. */
    public boolean stores(int bytes) {
        return location.isPresent() && bytes > ((long) aboveMiB << 20);
    }

    /** Opens the store; empty if there is none. Nothing is asked of it yet. */
    public Optional<ObjectStore> open() {
        return location.map(this::open);
    }

    private ObjectStore open(StoreLocation place) {
        if (place instanceof FolderLocation folder) {
            return new FolderStore(folder.folder().toAbsolutePath());
        }
        return S3Store.open((BucketLocation) place, s3);
    }
}
