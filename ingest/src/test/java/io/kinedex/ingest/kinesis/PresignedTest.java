package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.config.KinesisConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Requests that Amazon's own signer has signed in their query. */
class PresignedTest {
    private static final String VIDEO_BODY = "{\"StreamName\":\"gate\"}";
    private static final Duration HOUR = Duration.ofHours(1);

    private static TestEndpoint start(Clock clock) {
        return new TestEndpoint(
                new Operations()
                        .video(
                                "DescribeStream",
                                exchange -> exchange.reply(JsonNodeFactory.instance
                                        .objectNode()
                                        .put(
                                                "Said",
                                                exchange.input()
                                                        .path("StreamName")
                                                        .asText())))
                        .data("ListShards", exchange -> exchange.reply(JsonNodeFactory.instance.objectNode())),
                KinesisConfig.defaults(),
                List.of(),
                clock);
    }

    /** The address with its signature. */
    private static URI presign(URI uri, String service, String secret, Duration validity, String target, String body) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(uri);
        if (!target.isEmpty()) {
            request.putHeader("X-Amz-Target", target);
        }
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, secret))
                        .request(request.build())
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, TestEndpoint.REGION)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, validity))
                .request()
                .getUri();
    }

    private static URI video(TestEndpoint endpoint, String secret) {
        return presign(endpoint.address().resolve("/describeStream"), "kinesisvideo", secret, HOUR, "", VIDEO_BODY);
    }

    private static HttpResponse<String> post(HttpClient client, URI uri, String target, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
        if (!target.isEmpty()) {
            request.header("X-Amz-Target", target).header("Content-Type", "application/x-amz-json-1.1");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertRefused(HttpResponse<String> answer, String message) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("InvalidSignatureException");
        assertThat(answer.headers().firstValue("x-amzn-RequestId")).isPresent();
        assertThat(answer.body()).startsWith("{\"Message\":\"").contains(message);
    }

    @Test
    void aPresignedAddressIsLetInWithItsOwnBodyAlone() throws Exception {
        try (TestEndpoint endpoint = start(Clock.systemUTC());
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> good = post(client, video(endpoint, TestEndpoint.SECRET), "", VIDEO_BODY);
            assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
            assertThat(good.body()).isEqualTo("{\"Said\":\"gate\"}");
            String mismatch = "The request signature we calculated does not match the signature you provided.";
            assertRefused(
                    post(client, video(endpoint, TestEndpoint.SECRET), "", "{\"StreamName\":\"door\"}"), mismatch);
            assertRefused(post(client, video(endpoint, "wrong"), "", VIDEO_BODY), mismatch);
            String address = video(endpoint, TestEndpoint.SECRET).toString();
            assertRefused(
                    post(
                            client,
                            URI.create(address.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200")),
                            "",
                            VIDEO_BODY),
                    mismatch);
            assertRefused(post(client, URI.create(address + "&StreamName=door"), "", VIDEO_BODY), mismatch);
        }
    }

    @Test
    void aPresignedAddressExpires() throws Exception {
        try (TestEndpoint early = start(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(59)));
                TestEndpoint late = start(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61)));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> good = post(client, video(early, TestEndpoint.SECRET), "", VIDEO_BODY);
            assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
            assertRefused(post(client, video(late, TestEndpoint.SECRET), "", VIDEO_BODY), "Signature expired: 2");
        }
    }

    @Test
    void dataStreamsRefuseInTheirOwnShape() throws Exception {
        String target = "Kinesis_20131202.ListShards";
        try (TestEndpoint endpoint = start(Clock.systemUTC());
                HttpClient client = HttpClient.newHttpClient()) {
            URI good = presign(endpoint.address().resolve("/"), "kinesis", TestEndpoint.SECRET, HOUR, target, "{}");
            assertThat(post(client, good, target, "{}").statusCode()).isEqualTo(200);
            URI wrong = presign(endpoint.address().resolve("/"), "kinesis", "wrong", HOUR, target, "{}");
            HttpResponse<String> refused = post(client, wrong, target, "{}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(new ObjectMapper()
                            .readTree(refused.body())
                            .path("__type")
                            .asText())
                    .isEqualTo("InvalidSignatureException");
            URI another = presign(endpoint.address().resolve("/"), "kinesis", TestEndpoint.SECRET, HOUR, "", "{}");
            assertThat(post(client, another, target, "{}").body()).contains("'x-amz-target' must be a 'SignedHeader'");
        }
    }
}
