package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kinedex.ingest.config.KinesisConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import software.amazon.awssdk.utils.AttributeMap;

/** HTTP/1.1 and HTTP/2, with and without TLS, documents and event streams, by Amazon's asynchronous clients and others. */
class ProtocolsTest {
    private static final int LARGE = 3_000_000;
    private static final Instant ARRIVAL = Instant.ofEpochMilli(1_700_000_000_123L);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.make(folder);
    }

    private static Operations operations() {
        return new Operations()
                .data("GetRecords", exchange -> exchange.reply(out -> records(out, new byte[LARGE])))
                .data("SubscribeToShard", ProtocolsTest::subscribe)
                .video("DescribeStream", exchange -> exchange.reply(JsonNodeFactory.instance.objectNode()))
                .page("/hls", visit -> {
                    byte[] bytes = "0123456789".getBytes(StandardCharsets.UTF_8);
                    if (visit.path().equals("/none")) {
                        throw new AwsException(404, "ResourceNotFoundException", "no such part");
                    }
                    visit.reply("text/plain", bytes);
                });
    }

    private static void subscribe(Exchange exchange) throws IOException {
        Events events = exchange.events();
        for (int i = 0; i < 3; i++) {
            byte[] data = ("event " + i).getBytes(StandardCharsets.UTF_8);
            events.send("SubscribeToShardEvent", out -> {
                out.writeStartObject();
                out.writeStringField("ContinuationSequenceNumber", "7");
                out.writeNumberField("MillisBehindLatest", 5L);
                out.writeFieldName("Records");
                out.writeStartArray();
                record(out, data);
                out.writeEndArray();
                out.writeEndObject();
            });
        }
        if (exchange.input().path("ShardId").asText().equals("busy")) {
            events.fail(new AwsException(400, "ResourceInUseException", "another consumer has the shard"));
        }
    }

    private static void records(JsonGenerator out, byte[] data) throws IOException {
        out.writeStartObject();
        out.writeFieldName("Records");
        out.writeStartArray();
        record(out, data);
        out.writeEndArray();
        out.writeStringField("NextShardIterator", "next");
        out.writeEndObject();
    }

    private static void record(JsonGenerator out, byte[] data) throws IOException {
        out.writeStartObject();
        out.writeFieldName("Data");
        out.writeBinary(data);
        out.writeStringField("PartitionKey", "gate");
        out.writeStringField("SequenceNumber", "7");
        out.writeFieldName("ApproximateArrivalTimestamp");
        out.writePOJO(ARRIVAL);
        out.writeEndObject();
    }

    static Stream<Arguments> variants() {
        List<Arguments> all = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            if (protocol == Protocol.HTTP1_1 || protocol == Protocol.HTTP2) {
                for (boolean tls : new boolean[] {false, true}) {
                    all.add(Arguments.of(protocol, tls, true));
                    all.add(Arguments.of(protocol, tls, false));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, TLS {1}, CBOR {2}")
    @MethodSource("variants")
    void nettyClientsReadLargeAnswersAndFollowEvents(Protocol protocol, boolean tls, boolean cbor) throws Exception {
        System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), Boolean.toString(cbor));
        SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                .protocol(protocol)
                .protocolNegotiation(
                        tls && protocol == Protocol.HTTP2
                                ? ProtocolNegotiation.ALPN
                                : ProtocolNegotiation.ASSUME_PROTOCOL)
                .buildWithDefaults(AttributeMap.builder()
                        .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                        .build());
        try (TestEndpoint endpoint = new TestEndpoint(operations(), config(tls), List.of());
                http;
                KinesisAsyncClient kinesis = KinesisAsyncClient.builder()
                        .endpointOverride(endpoint.address())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(ClientsTest.credentials())
                        .httpClient(http)
                        .build()) {
            assertThat(kinesis.getRecords(r -> r.shardIterator("first"))
                            .get(30, TimeUnit.SECONDS)
                            .records()
                            .getFirst()
                            .data()
                            .asByteArray())
                    .hasSize(LARGE);
            assertThat(follow(kinesis, "free")).containsExactly("event 0", "event 1", "event 2");
            assertThatThrownBy(() -> follow(kinesis, "busy"))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(ResourceInUseException.class)
                    .hasMessageContaining("another consumer has the shard");
        } finally {
            System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
        }
    }

    private static Queue<String> follow(KinesisAsyncClient kinesis, String shard) throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        kinesis.subscribeToShard(
                        r -> r.consumerARN("arn:consumer").shardId(shard).startingPosition(p -> p.type("LATEST")),
                        SubscribeToShardResponseHandler.builder()
                                .subscriber(event -> ((SubscribeToShardEvent) event)
                                        .records()
                                        .forEach(record -> {
                                            assertThat(record.approximateArrivalTimestamp())
                                                    .isEqualTo(ARRIVAL);
                                            heard.add(record.data().asUtf8String());
                                        }))
                                .build())
                .get(30, TimeUnit.SECONDS);
        return heard;
    }

    private static KinesisConfig config(boolean tls) {
        KinesisConfig plain = KinesisConfig.defaults();
        return tls ? certificate.in(plain) : plain;
    }

    @Test
    void pagesAreReadInPartsFromAnyOriginWithoutASignature() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(operations());
                HttpClient client = HttpClient.newHttpClient()) {
            URI page = endpoint.address().resolve("/hls/part?token=a%20b");
            HttpResponse<String> whole = get(client, HttpRequest.newBuilder(page));
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo("0123456789");
            assertThat(whole.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(whole.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            HttpResponse<String> part = get(client, HttpRequest.newBuilder(page).header("Range", "bytes=2-4"));
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo("234");
            assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
            assertThat(get(client, HttpRequest.newBuilder(page).header("Range", "bytes=-3"))
                            .body())
                    .isEqualTo("789");
            assertThat(get(client, HttpRequest.newBuilder(page).header("Range", "bytes=10-"))
                            .statusCode())
                    .isEqualTo(416);
            HttpResponse<String> head = get(client, HttpRequest.newBuilder(page).HEAD());
            assertThat(head.headers().firstValue("Content-Length")).contains("10");
            assertThat(head.body()).isEmpty();
            HttpResponse<String> missing =
                    get(client, HttpRequest.newBuilder(endpoint.address().resolve("/hls/none")));
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            assertThat(missing.headers().firstValue("Access-Control-Expose-Headers"))
                    .hasValueSatisfying(names -> assertThat(names).contains("x-amzn-ErrorType"));
            HttpResponse<String> written =
                    get(client, HttpRequest.newBuilder(page).POST(HttpRequest.BodyPublishers.noBody()));
            assertThat(written.statusCode()).isEqualTo(405);
            assertThat(written.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
        }
    }

    @Test
    void webPagesReachNothingElse() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(operations());
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> call = get(
                    client,
                    HttpRequest.newBuilder(endpoint.address().resolve("/describeStream"))
                            .header("Origin", "https://example.com")
                            .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(call.statusCode()).isEqualTo(403);
            assertThat(call.headers().firstValue("x-amzn-ErrorType")).contains("MissingAuthenticationTokenException");
            assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            HttpResponse<String> preflight = get(
                    client,
                    HttpRequest.newBuilder(endpoint.address().resolve("/describeStream"))
                            .header("Origin", "https://example.com")
                            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
            assertThat(preflight.statusCode()).isEqualTo(404);
            assertThat(preflight.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    private static HttpResponse<String> get(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
