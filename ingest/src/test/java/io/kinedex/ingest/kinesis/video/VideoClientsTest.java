package io.kinedex.ingest.kinesis.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.kinesisvideo.model.AckEvent;
import io.kinedex.frames.Block;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentReader;
import io.kinedex.ingest.bench.MediaProducer;
import io.kinedex.ingest.config.VideoLimits;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;
import software.amazon.awssdk.services.kinesisvideo.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisvideo.model.StreamInfo;
import software.amazon.awssdk.services.kinesisvideo.model.Tag;
import software.amazon.awssdk.services.kinesisvideo.model.UpdateDataRetentionOperation;
import software.amazon.awssdk.services.kinesisvideo.model.VersionMismatchException;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.FragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ListFragmentsResponse;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.ConnectionLimitExceededException;
import software.amazon.awssdk.services.kinesisvideomedia.model.GetMediaResponse;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/** Amazon's own clients put a real video in and read it back. */
class VideoClientsTest {
    private static final int SECONDS = 5;

    @TempDir
    private static Path media;

    private static List<Fragment> fragments = List.of();

    @TempDir
    private Path folder;

    private VideoService service;
    private SdkHttpClient http;

    @BeforeAll
    static void cutAVideo() {
        fragments = VideoService.fragments(media, SECONDS);
    }

    @BeforeEach
    void start() {
        service = new VideoService(folder, VideoService.manyReaders());
        http = ApacheHttpClient.create();
    }

    @AfterEach
    void close() {
        http.close();
        service.close();
    }

    static Stream<SdkHttpClient> clients() {
        return Stream.of(ApacheHttpClient.create(), UrlConnectionHttpClient.create(), AwsCrtHttpClient.create());
    }

    private void create(String name, int hours) {
        try (KinesisVideoClient video = service.video(ApacheHttpClient.create())) {
            video.createStream(r -> r.streamName(name).dataRetentionInHours(hours));
        }
    }

    private List<AckEvent> put(String name) throws Exception {
        try (Producer producer = new Producer(
                service.address(), name, VideoService.START, new ByteArrayInputStream(VideoService.body(fragments)))) {
            List<AckEvent> acks = producer.rest();
            assertThat(producer.failure()).isNull();
            return acks;
        }
    }

    private static List<String> numbers(List<AckEvent> acks) {
        return acks.stream()
                .filter(ack -> ack.getAckEventType().getRawValue().equals("PERSISTED"))
                .map(AckEvent::getFragmentNumber)
                .toList();
    }

    /** Reads so many fragments of a GetMedia answer and cuts it. */
    private List<Fragment> get(
            KinesisVideoMediaClient client, String name, int count, Consumer<StartSelector.Builder> from) {
        List<Fragment> got = new ArrayList<>();
        ResponseInputStream<GetMediaResponse> answer =
                client.getMedia(r -> r.streamName(name).startSelector(from));
        try (FragmentReader reader = new FragmentReader(new ByteByByte(answer), FragmentLimits.DEFAULTS)) {
            for (int i = 0; i < count; i++) {
                got.add(reader.next().orElseThrow());
            }
            answer.abort();
        }
        return got;
    }

    @ParameterizedTest
    @MethodSource("clients")
    void streamsAreMadeDescribedChangedAndRemoved(SdkHttpClient client) {
        try (client;
                KinesisVideoClient video = service.video(client)) {
            String arn = video.createStream(r -> r.streamName("gate")
                            .dataRetentionInHours(2)
                            .mediaType("video/h264")
                            .deviceName("cam-7")
                            .tags(Map.of("site", "north")))
                    .streamARN();
            assertThat(arn).matches("arn:aws:kinesisvideo:us-east-1:000000000000:stream/gate/[0-9]{13}");
            StreamInfo info = video.describeStream(r -> r.streamARN(arn)).streamInfo();
            assertThat(info.streamName()).isEqualTo("gate");
            assertThat(info.statusAsString()).isEqualTo("ACTIVE");
            assertThat(info.dataRetentionInHours()).isEqualTo(2);
            assertThat(arn).endsWith("/" + info.creationTime().toEpochMilli());
            video.updateDataRetention(r -> r.streamName("gate")
                    .currentVersion(info.version())
                    .operation(UpdateDataRetentionOperation.INCREASE_DATA_RETENTION)
                    .dataRetentionChangeInHours(5));
            assertThatThrownBy(() -> video.updateStream(r ->
                            r.streamName("gate").currentVersion(info.version()).deviceName("cam-8")))
                    .isInstanceOf(VersionMismatchException.class);
            StreamInfo changed = video.describeStream(r -> r.streamName("gate")).streamInfo();
            assertThat(changed.dataRetentionInHours()).isEqualTo(7);
            assertThat(changed.version()).isNotEqualTo(info.version());
            video.tagStream(r -> r.streamName("gate").tags(Map.of("floor", "2")));
            video.tagResource(r ->
                    r.resourceARN(arn).tags(Tag.builder().key("room").value("7").build()));
            video.untagStream(r -> r.streamName("gate").tagKeyList("site"));
            assertThat(video.listTagsForStream(r -> r.streamName("gate")).tags())
                    .isEqualTo(Map.of("floor", "2", "room", "7"));
            assertThat(video.listTagsForResource(r -> r.resourceARN(arn)).tags())
                    .containsEntry("room", "7");
            for (APIName api : APIName.knownValues()) {
                if (api.toString().matches("PUT_MEDIA|GET_.*|LIST_FRAGMENTS")) {
                    assertThat(video.getDataEndpoint(r -> r.streamName("gate").apiName(api))
                                    .dataEndpoint())
                            .isEqualTo(service.address().toString());
                }
            }
            video.createStream(r -> r.streamName("hall"));
            video.createStream(r -> r.streamName("gate-2"));
            assertThat(video.listStreamsPaginator(r -> r.maxResults(2)).stream()
                            .flatMap(page -> page.streamInfoList().stream())
                            .map(StreamInfo::streamName))
                    .containsExactly("gate", "gate-2", "hall");
            assertThat(video.listStreams(r -> r.streamNameCondition(
                                    c -> c.comparisonOperator("BEGINS_WITH").comparisonValue("gate")))
                            .streamInfoList())
                    .hasSize(2);
            video.deleteStream(r -> r.streamARN(arn).currentVersion(changed.version()));
            assertThatThrownBy(() -> video.describeStream(r -> r.streamName("gate")))
                    .isInstanceOf(ResourceNotFoundException.class);
        }
    }

    @Test
    void everyFragmentIsAcknowledgedThriceAndOnceMoreWhereItIsNotKept() throws Exception {
        create("kept", 1);
        create("passing", 0);
        List<AckEvent> acks = put("kept");
        List<String> expected = new ArrayList<>();
        for (Fragment fragment : fragments) {
            long timecode = fragment.producerStart().toEpochMilli() - VideoService.START.toEpochMilli();
            expected.addAll(List.of("BUFFERING " + timecode, "RECEIVED " + timecode, "PERSISTED " + timecode));
        }
        assertThat(acks).extracting(Producer::text).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(numbers(acks)).isSorted().doesNotHaveDuplicates().allMatch(number -> number.matches("[0-9]{47}"));
        assertThat(put("passing"))
                .extracting(ack -> ack.getAckEventType().getRawValue())
                .doesNotContain("PERSISTED");
        assertThat(service.archive().totals("passing").fragments()).isEqualTo(fragments.size());
        assertThat(service.metered("kinedex.kinesis.video.acks", "type", "PERSISTED"))
                .isEqualTo(fragments.size());
        assertThat(service.metered("kinedex.kinesis.video.fragments.in")).isEqualTo(2 * fragments.size());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void whatWasPutComesOutOfGetMediaWithItsTags(SdkHttpClient client) throws Exception {
        create("gate", 24);
        Instant before = Instant.now();
        List<String> numbers = numbers(put("gate"));
        try (client;
                KinesisVideoMediaClient reader = service.media(client)) {
            List<Fragment> got =
                    get(reader, "gate", fragments.size(), s -> s.startSelectorType(StartSelectorType.EARLIEST));
            assertThat(got).extracting(fragment -> fragment.number().toString()).isEqualTo(numbers);
            assertThat(got)
                    .extracting(Fragment::producerStart)
                    .isEqualTo(fragments.stream().map(Fragment::producerStart).toList());
            assertThat(got)
                    .extracting(fragment -> fragment.continuationToken().orElseThrow())
                    .isEqualTo(numbers);
            assertThat(got.getLast().millisBehindNow()).hasValue(0);
            for (int i = 0; i < got.size(); i++) {
                assertThat(got.get(i).serverTimestamp().orElseThrow()).isBetween(before.minusMillis(1), Instant.now());
                assertThat(got.get(i).blocks())
                        .extracting(Block::payload)
                        .isEqualTo(fragments.get(i).blocks().stream()
                                .map(Block::payload)
                                .toList());
            }
            assertSelectors(reader, got, numbers);
        }
    }

    private void assertSelectors(KinesisVideoMediaClient reader, List<Fragment> all, List<String> numbers)
            throws InterruptedException {
        Map<Consumer<StartSelector.Builder>, Integer> selectors = Map.of(
                s -> s.startSelectorType("NOW"), numbers.size() - 1,
                s -> s.startSelectorType("FRAGMENT_NUMBER").afterFragmentNumber(numbers.get(1)), 2,
                s -> s.startSelectorType("CONTINUATION_TOKEN").continuationToken(numbers.get(2)), 3,
                s -> s.startSelectorType("PRODUCER_TIMESTAMP")
                                .startTimestamp(all.get(1).producerStart().plusMillis(500)),
                        1,
                s -> s.startSelectorType("SERVER_TIMESTAMP")
                                .startTimestamp(all.get(0).serverTimestamp().orElseThrow()),
                        0);
        for (Map.Entry<Consumer<StartSelector.Builder>, Integer> selector : selectors.entrySet()) {
            Thread.sleep(250);
            assertThat(get(reader, "gate", 1, selector.getKey()))
                    .extracting(f -> f.number().toString())
                    .containsExactly(numbers.get(selector.getValue()));
        }
    }

    @Test
    void aFollowerHasAFragmentAsSoonAsItIsWhole() throws Exception {
        create("live", 1);
        try (MediaProducer camera = new MediaProducer(service.address(), VideoService.call("live"));
                KinesisVideoMediaClient client = service.media(http)) {
            ResponseInputStream<GetMediaResponse> answer = client.getMedia(
                    r -> r.streamName("live").startSelector(s -> s.startSelectorType(StartSelectorType.NOW)));
            try (FragmentReader reader = new FragmentReader(answer, FragmentLimits.DEFAULTS)) {
                for (Fragment fragment : fragments) {
                    byte[] bytes = VideoService.bytes(fragment);
                    camera.send(bytes, 0, bytes.length);
                    assertThat(camera.ack().orElseThrow()).contains("BUFFERING");
                    assertThat(camera.ack().orElseThrow()).contains("RECEIVED");
                    assertThat(camera.ack().orElseThrow()).contains("PERSISTED");
                    assertThat(reader.next().orElseThrow().producerStart()).isEqualTo(fragment.producerStart());
                }
                answer.abort();
            }
            camera.end();
            assertThat(camera.ack()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void archivedFragmentsAreListedAndSent(SdkHttpClient client) throws Exception {
        create("gate", 24);
        List<String> numbers = numbers(put("gate"));
        try (client;
                KinesisVideoArchivedMediaClient archived = service.archived(client)) {
            List<String> listed = archived
                    .listFragmentsPaginator(r -> r.streamName("gate").maxResults(2L))
                    .stream()
                    .flatMap(page -> page.fragments().stream())
                    .map(software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment::fragmentNumber)
                    .toList();
            assertThat(listed).isEqualTo(numbers);
            ListFragmentsResponse some = archived.listFragments(r -> r.streamName("gate")
                    .fragmentSelector(s -> s.fragmentSelectorType(FragmentSelectorType.PRODUCER_TIMESTAMP)
                            .timestampRange(t -> t.startTimestamp(VideoService.START.plusMillis(900))
                                    .endTimestamp(VideoService.START.plusMillis(2100)))));
            assertThat(some.fragments()).hasSize(2).allSatisfy(fragment -> {
                assertThat(fragment.fragmentLengthInMilliseconds()).isEqualTo(1000);
                assertThat(fragment.fragmentSizeInBytes()).isPositive();
            });
            ListFragmentsResponse byServer = archived.listFragments(r -> r.streamName("gate")
                    .fragmentSelector(s -> s.fragmentSelectorType(FragmentSelectorType.SERVER_TIMESTAMP)
                            .timestampRange(t -> t.startTimestamp(Instant.now().minus(Duration.ofMinutes(5)))
                                    .endTimestamp(Instant.now().plus(Duration.ofMinutes(5))))));
            assertThat(byServer.fragments()).hasSize(numbers.size());
            List<String> wanted = List.of(numbers.get(3), numbers.get(0));
            try (FragmentReader reader = new FragmentReader(
                    archived.getMediaForFragmentList(r -> r.streamName("gate").fragments(wanted)),
                    FragmentLimits.DEFAULTS)) {
                List<String> got = new ArrayList<>();
                for (Optional<Fragment> next = reader.next(); next.isPresent(); next = reader.next()) {
                    got.add(next.get().number().toString());
                    assertThat(next.get().serverTimestamp()).isPresent();
                }
                assertThat(got).isEqualTo(wanted);
            }
        }
    }

    @Test
    void moreReadersThanTheLimitAreRefused() throws Exception {
        List<ResponseInputStream<GetMediaResponse>> open = new ArrayList<>();
        try (VideoService strict = new VideoService(folder.resolve("strict"), VideoLimits.AWS);
                KinesisVideoClient video = strict.video(http);
                KinesisVideoMediaClient client = strict.media(http)) {
            video.createStream(r -> r.streamName("gate"));
            for (int i = 0; i < 3; i++) {
                open.add(client.getMedia(r -> r.streamName("gate").startSelector(s -> s.startSelectorType("NOW"))));
            }
            assertThatThrownBy(() ->
                            client.getMedia(r -> r.streamName("gate").startSelector(s -> s.startSelectorType("NOW"))))
                    .isInstanceOf(ConnectionLimitExceededException.class);
            open.forEach(ResponseInputStream::abort);
        }
    }

    @Test
    void aBrokenStreamIsAcknowledgedAsAnErrorAndWhatCameBeforeStays() throws Exception {
        create("gate", 24);
        byte[] body =
                VideoService.body(List.of(fragments.get(0), fragments.get(1), fragments.get(0), fragments.get(2)));
        byte[] broken = Arrays.copyOf(body, body.length + 9);
        try (Producer producer =
                new Producer(service.address(), "gate", VideoService.START, new ByteArrayInputStream(broken))) {
            List<String> acks = producer.rest().stream().map(Producer::text).toList();
            assertThat(acks)
                    .contains("PERSISTED 0", "PERSISTED 1000", "ERROR 0 4004", "PERSISTED 2000", "ERROR null 4006");
        }
        assertThat(service.archive().totals("gate").fragments()).isEqualTo(3);
    }

    @Test
    void aStreamThatIsNotThereTakesNothing() throws Exception {
        try (Producer producer = new Producer(
                service.address(),
                "nowhere",
                VideoService.START,
                new ByteArrayInputStream(VideoService.body(fragments)))) {
            assertThat(producer.failure()).isNotNull().hasMessageContaining("nowhere");
        }
    }

    @Test
    void aReaderHearsInTheStreamThatItsFragmentIsGone() throws IOException {
        create("gate", 24);
        try (KinesisVideoMediaClient client = service.media(http);
                FragmentReader reader = new FragmentReader(
                        client.getMedia(r -> r.streamName("gate")
                                .startSelector(s ->
                                        s.startSelectorType("FRAGMENT_NUMBER").afterFragmentNumber("99"))),
                        FragmentLimits.DEFAULTS)) {
            assertThatThrownBy(reader::next).hasMessageContaining("4000");
        }
    }

    /** Asks for one byte at a time: the CRT's client waits until it has as many as it is asked for. */
    private static final class ByteByByte extends FilterInputStream {
        ByteByByte(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            return super.read(target, from, Math.min(count, 1));
        }
    }
}
