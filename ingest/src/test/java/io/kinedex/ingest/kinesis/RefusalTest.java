package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.AccessDeniedException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;

/** What is refused, as Amazon's clients understand it. */
class RefusalTest {
    private static final AccessKey READER = new AccessKey(
            "reader", "AKIAREADER", "reads", List.of("kinesis:get*", "kinesisvideo:DescribeStream"), List.of("gate"));
    private static final AwsCredentials GOOD =
            AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET);

    private TestEndpoint endpoint = start(Clock.systemUTC());

    private static TestEndpoint start(Clock clock) {
        Operations operations = new Operations()
                .video("DescribeStream", RefusalTest::describe)
                .data("GetShardIterator", RefusalTest::describe)
                .data("PutRecord", RefusalTest::tooFast);
        return new TestEndpoint(operations, KinesisConfig.defaults(), List.of(READER), clock);
    }

    @AfterEach
    void close() {
        endpoint.close();
        forgetSkew();
    }

    /** Clients of SDK v2 share what they have learnt of the clock. */
    private static void forgetSkew() {
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    private static void describe(Exchange exchange) throws IOException {
        String service = exchange.operation().equals("DescribeStream") ? "kinesisvideo" : "kinesis";
        exchange.requireAllowed("arn:aws:%s:us-east-1:000000000000:stream/%s"
                .formatted(service, exchange.input().path("StreamName").asText()));
        exchange.reply(JsonNodeFactory.instance.objectNode());
    }

    private static void tooFast(Exchange exchange) {
        throw new AwsException(400, "ProvisionedThroughputExceededException", "Rate exceeded for shard 0");
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsCredentials credentials, Region region) {
        return builder.endpointOverride(endpoint.address())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private KinesisVideoClient video(AwsCredentials credentials, Region region) {
        return client(
                KinesisVideoClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()), credentials, region);
    }

    private KinesisClient kinesis(AwsCredentials credentials) {
        return client(
                KinesisClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()),
                credentials,
                Region.US_EAST_1);
    }

    private AwsServiceException refusedVideo(AwsCredentials credentials, Region region, String stream) {
        try (KinesisVideoClient video = video(credentials, region)) {
            return refused(() -> video.describeStream(r -> r.streamName(stream)));
        }
    }

    private AwsServiceException refusedData(AwsCredentials credentials, String stream) {
        try (KinesisClient kinesis = kinesis(credentials)) {
            return refused(() -> kinesis.getShardIterator(
                    r -> r.streamName(stream).shardId("0").shardIteratorType("LATEST")));
        }
    }

    private static AwsServiceException refused(Runnable call) {
        AwsServiceException refusal = catchThrowableOfType(AwsServiceException.class, call::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.requestId()).isNotBlank();
        return refusal;
    }

    private static void assertRefused(AwsServiceException refusal, int status, String code, String message) {
        assertThat(refusal.statusCode()).isEqualTo(status);
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(refusal.awsErrorDetails().errorMessage()).contains(message);
    }

    @Test
    void goodKeysAreLetIn() {
        try (KinesisVideoClient video = video(GOOD, Region.US_EAST_1);
                KinesisClient kinesis = kinesis(AwsBasicCredentials.create(READER.id(), READER.secret()))) {
            video.describeStream(r -> r.streamName("any"));
            kinesis.getShardIterator(r -> r.streamName("gate").shardId("0").shardIteratorType("LATEST"));
        }
        assertThat(endpoint.meters()
                        .counter("kinedex.kinesis.signatures.refused")
                        .count())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrongSecretsUnknownKeysAndSessionsAreRefused(boolean cbor) {
        System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), Boolean.toString(cbor));
        try {
            AwsCredentials wrong = AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, "wrong");
            AwsCredentials unknown = AwsBasicCredentials.create("AKIANOBODY", "wrong");
            AwsCredentials session =
                    AwsSessionCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET, "token");
            String signature = "The request signature we calculated does not match the signature you provided.";
            String token = "The security token included in the request is invalid";
            assertRefused(refusedData(wrong, "gate"), 400, "InvalidSignatureException", signature);
            assertRefused(refusedData(unknown, "gate"), 400, "UnrecognizedClientException", token);
            assertRefused(refusedData(session, "gate"), 400, "UnrecognizedClientException", token);
            assertRefused(refusedVideo(wrong, Region.US_EAST_1, "gate"), 403, "InvalidSignatureException", signature);
            assertRefused(refusedVideo(unknown, Region.US_EAST_1, "gate"), 403, "UnrecognizedClientException", token);
            assertRefused(refusedVideo(session, Region.US_EAST_1, "gate"), 403, "UnrecognizedClientException", token);
            assertThat(endpoint.meters()
                            .counter("kinedex.kinesis.signatures.refused")
                            .count())
                    .isEqualTo(6);
        } finally {
            System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
        }
    }

    @Test
    void anotherRegionIsRefused() {
        assertRefused(
                refusedVideo(GOOD, Region.EU_WEST_1, "gate"),
                403,
                "InvalidSignatureException",
                "Credential should be scoped to a valid region, not 'eu-west-1'");
    }

    @Test
    void staleAndFutureClocksAreToldTheTimes() {
        close();
        endpoint = start(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));
        assertRefused(
                refusedVideo(GOOD, Region.US_EAST_1, "gate"), 403, "InvalidSignatureException", "Signature expired: 2");
        forgetSkew();
        assertThat(refusedData(GOOD, "gate").awsErrorDetails().errorMessage())
                .matches("Signature expired: \\d{8}T\\d{6}Z is now earlier than \\d{8}T\\d{6}Z"
                        + " \\(\\d{8}T\\d{6}Z - 5 min\\.\\)");
        close();
        endpoint = start(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-6)));
        assertRefused(refusedData(GOOD, "gate"), 400, "InvalidSignatureException", "Signature not yet current: 2");
    }

    @Test
    void clientsSetTheirClocksByTheRefusalAndTryAgain() {
        close();
        endpoint = start(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(30)));
        try (KinesisVideoClient video = KinesisVideoClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint.address())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(GOOD))
                .build()) {
            video.describeStream(r -> r.streamName("any"));
        }
    }

    @Test
    void whatAKeyMayNotDoIsRefusedInTheServicesOwnShape() {
        AwsCredentials reader = AwsBasicCredentials.create(READER.id(), READER.secret());
        assertRefused(
                refusedVideo(reader, Region.US_EAST_1, "door"),
                403,
                "AccessDeniedException",
                "User: arn:aws:iam::000000000000:user/reader is not authorized to perform: kinesisvideo:DescribeStream"
                        + " on resource: arn:aws:kinesisvideo:us-east-1:000000000000:stream/door");
        assertThat(refusedData(reader, "door"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("kinesis:GetShardIterator");
        try (KinesisClient kinesis = kinesis(reader)) {
            assertThatThrownBy(() -> kinesis.listShards(r -> r.streamName("gate")))
                    .isInstanceOf(AwsServiceException.class)
                    .hasMessageContaining("no operation answers");
        }
    }

    @Test
    void operationsRefuseWithExceptionsThatClientsKnow() {
        try (KinesisClient kinesis = kinesis(GOOD)) {
            assertThatThrownBy(() -> kinesis.putRecord(
                            r -> r.streamName("gate").partitionKey("k").data(SdkBytes.fromUtf8String("x"))))
                    .isInstanceOf(ProvisionedThroughputExceededException.class)
                    .hasMessageContaining("Rate exceeded for shard 0");
        }
        try (KinesisVideoClient video = video(GOOD, Region.US_EAST_1)) {
            assertRefused(
                    refused(() -> video.listStreams(r -> r.maxResults(1))),
                    404,
                    "UnknownOperationException",
                    "POST /listStreams");
        }
    }
}
