package io.kinedex.ingest.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMedia;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMediaClient;
import com.amazonaws.services.kinesisvideo.PutMediaAckResponseHandler;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/** Amazon's own clients against operations that answer with what they were asked. */
class ClientsTest {
    private static final byte[] MEDIA = new byte[3_000_000];

    static {
        new Random(1).nextBytes(MEDIA);
    }

    private TestEndpoint endpoint;

    @BeforeEach
    void start() {
        endpoint = new TestEndpoint(new Operations()
                .video("GetDataEndpoint", ClientsTest::dataEndpoint)
                .video("GetMedia", ClientsTest::media)
                .videoStream("PutMedia", ClientsTest::acknowledge)
                .data("PutRecord", ClientsTest::putRecord)
                .data("GetRecords", ClientsTest::getRecords));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private static void dataEndpoint(Exchange exchange) throws IOException {
        exchange.reply(JsonNodeFactory.instance.objectNode().put("DataEndpoint", exchange.endpoint()));
    }

    private static void media(Exchange exchange) throws IOException {
        try (OutputStream out = exchange.stream("video/webm", Map.of())) {
            out.write(MEDIA);
        }
    }

    private static void acknowledge(Exchange exchange) throws IOException {
        long count = exchange.body().transferTo(OutputStream.nullOutputStream());
        try (OutputStream out = exchange.stream("application/json", Map.of())) {
            out.write("{\"EventType\":\"PERSISTED\",\"FragmentTimecode\":%d,\"FragmentNumber\":\"1\"}\n"
                    .formatted(count)
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void putRecord(Exchange exchange) throws IOException {
        ObjectNode input = exchange.input();
        exchange.reply(JsonNodeFactory.instance
                .objectNode()
                .put("ShardId", "shardId-000000000000")
                .put("SequenceNumber", Integer.toString(input.path("Data").binaryValue().length)));
    }

    private static void getRecords(Exchange exchange) throws IOException {
        ObjectNode output = JsonNodeFactory.instance.objectNode().put("NextShardIterator", "next");
        ObjectNode record = output.putArray("Records").addObject();
        record.put("Data", new byte[] {1, 2, 3}).put("PartitionKey", "gate").put("SequenceNumber", "7");
        record.putPOJO("ApproximateArrivalTimestamp", Instant.ofEpochMilli(1_700_000_000_123L));
        exchange.reply(output);
    }

    static Stream<SdkHttpClient> clients() {
        return Stream.of(ApacheHttpClient.create(), UrlConnectionHttpClient.create(), AwsCrtHttpClient.create());
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void videoClientsReadDocumentsAndMedia(SdkHttpClient http) throws IOException {
        try (http;
                KinesisVideoClient video = KinesisVideoClient.builder()
                        .endpointOverride(endpoint.address())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials())
                        .httpClient(http)
                        .build();
                KinesisVideoMediaClient media = KinesisVideoMediaClient.builder()
                        .endpointOverride(endpoint.address())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials())
                        .httpClient(http)
                        .build()) {
            assertThat(video.getDataEndpoint(r -> r.streamName("gate").apiName("GET_MEDIA"))
                            .dataEndpoint())
                    .isEqualTo(endpoint.address().toString());
            try (InputStream in = media.getMedia(
                    r -> r.streamName("gate").startSelector(s -> s.startSelectorType(StartSelectorType.NOW)))) {
                assertThat(in.readAllBytes()).isEqualTo(MEDIA);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void recordsTravelAsCborAndAsJson(SdkHttpClient http) {
        try (http) {
            for (boolean cbor : new boolean[] {true, false}) {
                System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), Boolean.toString(cbor));
                try (KinesisClient kinesis = KinesisClient.builder()
                        .endpointOverride(endpoint.address())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials())
                        .httpClient(http)
                        .build()) {
                    assertThat(kinesis.putRecord(r -> r.streamName("gate")
                                            .partitionKey("k")
                                            .data(SdkBytes.fromUtf8String("hello")))
                                    .sequenceNumber())
                            .isEqualTo("5");
                    GetRecordsResponse records = kinesis.getRecords(r -> r.shardIterator("first"));
                    assertThat(records.records().getFirst().data().asByteArray())
                            .containsExactly(1, 2, 3);
                    assertThat(records.records().getFirst().approximateArrivalTimestamp())
                            .isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
                }
            }
        } finally {
            System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
        }
    }

    @Test
    void putMediaOfVersionOneIsReadAsItComesAndAcknowledged() throws Exception {
        AmazonKinesisVideoPutMedia client = AmazonKinesisVideoPutMediaClient.builder()
                .withRegion("us-east-1")
                .withEndpoint(endpoint.address().toString())
                .withCredentials(new AWSStaticCredentialsProvider(
                        new BasicAWSCredentials(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET)))
                .withConnectionTimeoutInMillis(10_000)
                .build();
        Queue<Object> heard = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(1);
        try {
            client.putMedia(
                    new PutMediaRequest()
                            .withStreamName("gate")
                            .withFragmentTimecodeType("RELATIVE")
                            .withProducerStartTimestamp(new java.util.Date())
                            .withPayload(new ByteArrayInputStream(MEDIA)),
                    new PutMediaAckResponseHandler() {
                        @Override
                        public void onAckEvent(AckEvent event) {
                            heard.add(event.getFragmentTimecode());
                        }

                        @Override
                        public void onFailure(Throwable failure) {
                            heard.add(failure);
                            done.countDown();
                        }

                        @Override
                        public void onComplete() {
                            done.countDown();
                        }
                    });
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(heard).containsExactly((long) MEDIA.length);
        } finally {
            client.close();
        }
    }
}
