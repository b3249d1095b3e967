package io.foreflow.forecaster.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The place of a store. */
public sealed interface StoreLocation {
    /** Rule of its text. */
    String RULE = "must be a folder, such as /srv/foreflow/models or file:///srv/foreflow/models, or a bucket, such as"
            + " s3://bucket/prefix";

    /** A folder. */
    record FolderLocation(Path folder) implements StoreLocation {
        @Override
        public String toString() {
            return folder.toString();
        }
    }

    /**
     * A bucket of S3.
     *
     * @param prefix beginning of all keys, without slashes at its ends; may be empty
     */
    record BucketLocation(String bucket, String prefix) implements StoreLocation {
        private static final Pattern TEXT = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/[^?#]*)?");

        static BucketLocation parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(RULE);
            }
            String prefix = matcher.group(2) == null ? "" : matcher.group(2);
            return new BucketLocation(matcher.group(1), prefix.replaceAll("^/+|/+$", ""));
        }

        /** Returns the key of an object in the bucket. */
        String key(String relative) {
            return prefix.isEmpty() ? relative : prefix + "/" + relative;
        }

        @Override
        public String toString() {
            return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
        }
    }

    /** @throws IllegalArgumentException with {@link #RULE}; it does not quote the text, which may hold a secret */
    static StoreLocation parse(String text) {
        if (text.startsWith("s3:")) {
            return BucketLocation.parse(text);
        }
        try {
            if (text.startsWith("file:")) {
                return new FolderLocation(Path.of(new URI(text)));
            }
            if (!text.contains("://")) {
                return new FolderLocation(Path.of(text));
            }
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            throw new IllegalArgumentException(RULE, e);
        }
        throw new IllegalArgumentException(RULE);
    }
}
