package io.foreflow.forecaster.store;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import io.foreflow.forecaster.store.StoreLocation.BucketLocation;
import io.foreflow.forecaster.store.StoreSettings.S3Access;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A store in a bucket of S3, or of a server that speaks its protocol. */
final class S3Store implements ObjectStore {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** Attempts of one call. Whoever calls tries again later. */
    private static final int ATTEMPTS = 2;

    /** Region of a server that has none: it only takes part in signatures. */
    private static final Region NO_REGION = Region.US_EAST_1;

    private final S3Client client;
    private final BucketLocation bucket;

    private S3Store(S3Client client, BucketLocation bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** @throws StoreException if no region is known */
    static S3Store open(BucketLocation bucket, S3Access access) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE)
                        .build())
                .credentialsProvider(DefaultCredentialsProvider.builder().build())
                .forcePathStyle(access.pathStyle())
                // Foreflow compares the SHA-256 itself, and some servers do not know the checksums of AWS.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
        access.endpoint().ifPresent(builder::endpointOverride);
        access.region()
                .map(Region::of)
                .or(() -> access.endpoint().map(endpoint -> NO_REGION))
                .ifPresent(builder::region);
        try {
            return new S3Store(builder.build(), bucket);
        } catch (SdkException e) {
            throw new StoreException(
                    StoreProblem.AWAY,
                    "the store " + bucket + " cannot be opened: " + e.getMessage()
                            + "; set models.store.region or AWS_REGION",
                    e);
        }
    }

    @Override
    public void put(String key, byte[] content) {
        try {
            client.putObject(
                    request -> request.bucket(bucket.bucket()).key(bucket.key(key)), RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw explained(key, "written to", e);
        }
    }

    @Override
    public InputStream open(String key) {
        try {
            return new ObjectBody(
                    client.getObject(request -> request.bucket(bucket.bucket()).key(bucket.key(key))), key);
        } catch (SdkException e) {
            throw explained(key, "read from", e);
        }
    }

    /**
     * The body of an answer. The client may throw exceptions of its own while it is read, and does not notice that a
     * connection ended too early.
     */
    private final class ObjectBody extends FilterInputStream {
        private final String key;
        private long left;

        private ObjectBody(ResponseInputStream<GetObjectResponse> body, String key) {
            super(body);
            this.key = key;
            Long length = body.response().contentLength();
            this.left = length == null ? 0 : length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            try {
                int read = super.read(target, from, length);
                if (read < 0 && left > 0) {
                    throw new IOException("the connection ended " + left + " bytes too early");
                }
                left -= Math.max(0, read);
                return read;
            } catch (SdkException e) {
                throw explained(key, "read from", e);
            }
        }
    }

    private StoreException explained(String key, String done, SdkException e) {
        if (e instanceof NoSuchKeyException) {
            return new StoreException(
                    StoreProblem.MISSING, key + " is not in the store " + this + "; publish the model again", e);
        }
        String what = key + " cannot be " + done + " the store " + this + ": ";
        if (e instanceof S3Exception answer) {
            String said = "it answered " + answer.statusCode()
                    + (answer.awsErrorDetails() == null
                            ? ""
                            : " " + answer.awsErrorDetails().errorCode());
            int status = answer.statusCode();
            if (status == HttpURLConnection.HTTP_FORBIDDEN || status == HttpURLConnection.HTTP_UNAUTHORIZED) {
                return new StoreException(
                        StoreProblem.REFUSED,
                        what + said + "; check the AWS credentials and what they may do with the bucket",
                        e);
            }
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                return new StoreException(StoreProblem.AWAY, what + said + "; create the bucket", e);
            }
            return new StoreException(StoreProblem.AWAY, what + said + "; check models.store.location", e);
        }
        // The client's message names servers and variables, no secret.
        return new StoreException(
                StoreProblem.AWAY,
                what + e.getMessage() + "; check models.store.endpoint, the network and the AWS credentials",
                e);
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return bucket.toString();
    }
}
