package io.kinedex.metadata.delivery;

import io.kinedex.metadata.MetadataException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket of S3. Each put carries the SHA-256 of the object, so that nothing else than what was spooled can be stored. The
 * client tries again by itself, with back-off and jitter, what may be mended by that. Any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 */
final class S3Bucket implements Bucket {
    private static final int HTTP_FORBIDDEN = 403;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long BYTES_PER_SECOND_MIN = 128 * 1024;

    private final S3Target target;
    private final S3Client client;

    S3Bucket(S3Target target, int connections) {
        this.target = target;
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(target.region()))
                .forcePathStyle(target.pathStyle())
                .httpClientBuilder(ApacheHttpClient.builder()
                        .maxConnections(connections)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(PATIENCE))
                .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD));
        if (!target.endpoint().isEmpty()) {
            builder.endpointOverride(URI.create(target.endpoint()));
        }
        this.client = builder.build();
    }

    @Override
    public void put(SpooledObject object, Path file) {
        try {
            client.putObject(request(object), RequestBody.fromFile(file));
        } catch (NoSuchBucketException e) {
            throw undelivered(object, "the bucket does not exist; make it, the objects wait in the spool", e);
        } catch (S3Exception e) {
            String said = "%d %s"
                    .formatted(
                            e.statusCode(),
                            e.awsErrorDetails() == null
                                    ? e.getMessage()
                                    : e.awsErrorDetails().errorCode() + ": "
                                            + e.awsErrorDetails().errorMessage());
            throw undelivered(
                    object,
                    e.statusCode() == HTTP_FORBIDDEN
                            ? said + "; needs s3:PutObject and, with a key, kms:GenerateDataKey"
                            : said,
                    e);
        } catch (SdkException e) {
            throw undelivered(object, String.valueOf(e.getMessage()), e);
        }
    }

    private PutObjectRequest request(SpooledObject object) {
        Duration attempt = PATIENCE.plusSeconds(object.bytes() / BYTES_PER_SECOND_MIN);
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .contentType(object.contentType())
                .checksumSHA256(object.sha256())
                .overrideConfiguration(
                        override -> override.apiCallAttemptTimeout(attempt).apiCallTimeout(attempt.multipliedBy(3)));
        if (!object.contentEncoding().isEmpty()) {
            put.contentEncoding(object.contentEncoding());
        }
        if (!target.encryption().isEmpty()) {
            put.serverSideEncryption(target.encryption());
        }
        if (!target.kmsKey().isEmpty()) {
            put.ssekmsKeyId(target.kmsKey());
        }
        return put.build();
    }

    private static MetadataException undelivered(SpooledObject object, String why, Exception cause) {
        return new MetadataException(
                MetadataException.Code.UNDELIVERED,
                "s3://%s/%s cannot be put: %s".formatted(object.bucket(), object.key(), why),
                cause);
    }

    @Override
    public void close() {
        client.close();
    }
}
