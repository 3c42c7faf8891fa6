package io.kinedex.ingest.kinesis.video;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.kinesisvideo.parser.ebml.InputStreamParserByteSource;
import com.amazonaws.kinesisvideo.parser.ebml.MkvTypeInfos;
import com.amazonaws.kinesisvideo.parser.mkv.Frame;
import com.amazonaws.kinesisvideo.parser.mkv.MkvDataElement;
import com.amazonaws.kinesisvideo.parser.mkv.MkvElement;
import com.amazonaws.kinesisvideo.parser.mkv.MkvElementVisitException;
import com.amazonaws.kinesisvideo.parser.mkv.StreamingMkvReader;
import com.amazonaws.kinesisvideo.parser.utilities.FragmentMetadata;
import com.amazonaws.kinesisvideo.parser.utilities.FragmentMetadataVisitor;
import io.kinedex.frames.Block;
import io.kinedex.frames.Fragment;
import io.kinedex.ingest.bench.MediaProducer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaAsyncClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.GetMediaRequest;
import software.amazon.awssdk.services.kinesisvideomedia.model.GetMediaResponse;

/** GetMedia by Amazon's asynchronous client, which is Netty's, and read by Amazon's own parser library. */
class AmazonReadersTest {
    private static final String GATE = "gate";
    private static final int SECONDS = 4;

    @TempDir
    private static Path folder;

    private static List<Fragment> fragments = List.of();
    private static VideoService service;
    private static KinesisVideoMediaAsyncClient client;

    @BeforeAll
    static void putAVideo() throws IOException {
        fragments = VideoService.fragments(folder, SECONDS);
        service = new VideoService(folder, VideoService.limits("get-session-max: 2s"));
        client = KinesisVideoMediaAsyncClient.builder()
                .endpointOverride(service.address())
                .region(Region.US_EAST_1)
                .credentialsProvider(VideoService.credentials())
                .build();
        try (KinesisVideoClient video = service.video(ApacheHttpClient.create())) {
            video.createStream(r -> r.streamName(GATE).dataRetentionInHours(24));
        }
        byte[] body = VideoService.body(fragments);
        try (MediaProducer camera = new MediaProducer(service.address(), VideoService.call(GATE))) {
            camera.send(body, 0, body.length);
            camera.end();
            while (camera.ack().isPresent()) {}
        }
    }

    @AfterAll
    static void close() {
        client.close();
        service.close();
    }

    /** What Amazon's library makes of an answer: its fragments in their order, and the bytes of their frames. */
    private static final class Seen {
        private final Map<String, FragmentMetadata> fragments = new LinkedHashMap<>();
        private final List<ByteBuffer> frames = new ArrayList<>();
        private final FragmentMetadataVisitor visitor = FragmentMetadataVisitor.create();

        /** To the end of the answer: what follows its last cluster that library sees only then. */
        Seen read(InputStream answer) throws MkvElementVisitException {
            StreamingMkvReader reader = StreamingMkvReader.createDefault(new InputStreamParserByteSource(answer));
            while (reader.mightHaveNext()) {
                Optional<MkvElement> element = reader.nextIfAvailable();
                if (element.isPresent()) {
                    element.get().accept(visitor);
                    visitor.getCurrentFragmentMetadata()
                            .ifPresent(fragment ->
                                    fragments.put(String.valueOf(fragment.getFragmentNumberString()), fragment));
                    frame(element.get());
                }
            }
            return this;
        }

        private void frame(MkvElement element) throws MkvElementVisitException {
            if (element instanceof MkvDataElement data
                    && MkvTypeInfos.SIMPLEBLOCK.equals(data.getElementMetaData().getTypeInfo())) {
                ByteBuffer bytes = ((Frame) data.getValueCopy().getVal()).getFrameData();
                frames.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            }
        }
    }

    private static ResponseInputStream<GetMediaResponse> get(GetMediaRequest request) {
        return client.getMedia(request, AsyncResponseTransformer.toBlockingInputStream())
                .join();
    }

    private static List<String> numbers() {
        return service.archive().covering(GATE, VideoService.START, VideoService.START.plusSeconds(100), 100).stream()
                .map(row -> row.number().toString())
                .toList();
    }

    @Test
    void amazonsParserFindsEveryFragmentAndFrame() throws Exception {
        ResponseInputStream<GetMediaResponse> answer = get(GetMediaRequest.builder()
                .streamName(GATE)
                .startSelector(s -> s.startSelectorType("EARLIEST"))
                .build());
        Seen seen = new Seen().read(answer);
        assertThat(answer.response().contentType()).isEqualTo("video/webm");
        assertThat(seen.fragments.keySet()).containsExactlyElementsOf(numbers());
        assertThat(seen.fragments.values())
                .allMatch(FragmentMetadata::isSuccess)
                .extracting(FragmentMetadata::getProducerSideTimestampMillis)
                .isEqualTo(fragments.stream()
                        .map(fragment -> fragment.producerStart().toEpochMilli())
                        .toList());
        assertThat(seen.fragments.values())
                .extracting(fragment -> fragment.getContinuationToken().orElseThrow())
                .isEqualTo(numbers());
        assertThat(List.copyOf(seen.fragments.values()).getLast().getMillisBehindNow())
                .hasValue(0);
        assertThat(seen.frames)
                .isEqualTo(fragments.stream()
                        .flatMap(fragment -> fragment.blocks().stream())
                        .map(Block::payload)
                        .toList());
    }

    @Test
    void amazonsParserHearsOfAnErrorInsideTheAnswer() throws Exception {
        try (ResponseInputStream<GetMediaResponse> answer = get(GetMediaRequest.builder()
                .streamName(GATE)
                .startSelector(s -> s.startSelectorType("FRAGMENT_NUMBER").afterFragmentNumber("99"))
                .build())) {
            FragmentMetadata error =
                    new Seen().read(answer).visitor.getCurrentFragmentMetadata().orElseThrow();
            assertThat(error.isSuccess()).isFalse();
            assertThat(error.getErrorId()).isEqualTo(4000);
        }
    }

    @Test
    void amazonsParserReadsAListOfFragments() throws Exception {
        List<String> wanted = List.of(numbers().getLast(), numbers().getFirst());
        try (KinesisVideoArchivedMediaClient archived = service.archived(ApacheHttpClient.create());
                InputStream answer =
                        archived.getMediaForFragmentList(r -> r.streamName(GATE).fragments(wanted))) {
            Seen seen = new Seen().read(answer);
            assertThat(seen.fragments.keySet()).containsExactlyElementsOf(wanted);
        }
    }

    @Test
    void severalSessionsGoOverTheAsynchronousClientAtOnce() throws Exception {
        List<ResponseInputStream<GetMediaResponse>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(get(GetMediaRequest.builder()
                    .streamName(GATE)
                    .startSelector(s -> s.startSelectorType("NOW"))
                    .build()));
        }
        for (ResponseInputStream<GetMediaResponse> answer : answers) {
            assertThat(new Seen().read(answer).fragments.keySet())
                    .containsExactly(numbers().getLast());
        }
    }
}
