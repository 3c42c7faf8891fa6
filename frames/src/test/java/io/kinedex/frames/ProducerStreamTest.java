package io.kinedex.frames;

import static io.kinedex.frames.EbmlWriter.ebmlHeader;
import static io.kinedex.frames.EbmlWriter.element;
import static io.kinedex.frames.EbmlWriter.info;
import static io.kinedex.frames.EbmlWriter.join;
import static io.kinedex.frames.EbmlWriter.open;
import static io.kinedex.frames.EbmlWriter.payload;
import static io.kinedex.frames.EbmlWriter.simpleBlock;
import static io.kinedex.frames.EbmlWriter.tags;
import static io.kinedex.frames.EbmlWriter.timestamp;
import static io.kinedex.frames.EbmlWriter.tracks;
import static io.kinedex.frames.EbmlWriter.videoTrack;
import static io.kinedex.frames.EbmlWriter.withCrc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerStreamTest {
    private static final long LIMIT = 1 << 20;

    @TempDir
    private Path folder;

    private record Taken(ProducerCluster cluster, ClusterEnd end, byte[] document) {}

    private static Map<String, String> service(int number) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(KinesisTags.FRAGMENT_NUMBER, Integer.toString(number));
        tags.put(KinesisTags.SERVER_TIMESTAMP, "1600000000.500");
        tags.put(KinesisTags.PRODUCER_TIMESTAMP, "1500000000.%03d".formatted(number));
        return tags;
    }

    /** What a server stores of a producer's stream. */
    private static List<Taken> take(byte[] body, long limit) throws IOException {
        List<Taken> taken = new ArrayList<>();
        try (ProducerStream stream = new ProducerStream(new Trickle(body), limit)) {
            for (Optional<ProducerCluster> next = stream.next(); next.isPresent(); next = stream.next()) {
                ProducerCluster.Opening opening = next.get().opening(service(taken.size() + 1));
                ByteArrayOutputStream rest = new ByteArrayOutputStream();
                ClusterEnd end = stream.transfer(rest);
                byte[] head = new byte[opening.bytes().remaining()];
                opening.bytes().duplicate().get(head);
                opening.clusterSize(end.bytes()).get(head, opening.clusterSizeAt(), Long.BYTES);
                taken.add(new Taken(next.get(), end, join(head, rest.toByteArray())));
            }
        }
        return taken;
    }

    private static Fragment read(Taken taken) {
        return Fragment.parse(taken.document(), FragmentLimits.DEFAULTS);
    }

    private static byte[] cluster(boolean sized, long ticks, byte[]... children) {
        byte[] body = join(timestamp(ticks), join(children));
        return sized ? element(EbmlIds.CLUSTER, body) : open(EbmlIds.CLUSTER, 8, body);
    }

    @Test
    void clustersOfKnownAndUnknownSizeBecomeFragmentsThatCanBeRead() throws IOException {
        byte[] first = payload(500, 1);
        byte[] second = payload(3000, 2);
        byte[] body = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        cluster(false, 1000, simpleBlock(1, 0, true, first), simpleBlock(1, 40, false, second)),
                        cluster(true, 2000, simpleBlock(1, 0, true, second)),
                        cluster(false, 3000)));
        List<Taken> taken = take(body, LIMIT);
        assertThat(taken)
                .extracting(each -> each.cluster().timecode())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
        Fragment one = read(taken.get(0));
        assertThat(one.number()).isEqualTo(FragmentNumber.of(1));
        assertThat(one.producerStart()).isEqualTo(Instant.ofEpochSecond(1_500_000_000L, 1_000_000));
        assertThat(one.blocks())
                .extracting(Block::payload)
                .containsExactly(ByteBuffer.wrap(first), ByteBuffer.wrap(second));
        assertThat(one.duration()).isEqualTo(taken.get(0).end().duration()).isEqualTo(Duration.ofMillis(80));
        assertThat(read(taken.get(1)).blocks()).hasSize(1);
        assertThat(read(taken.get(2)).blocks()).isEmpty();
        assertThat(taken.get(2).end().blocks()).isZero();
    }

    @Test
    void tagsBelongToTheSegmentOrToTheFragmentBehindThemAndTheServicesAreLeftOut() throws IOException {
        byte[] block = simpleBlock(1, 0, true, payload(10, 1));
        byte[] body = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        tags(Map.of("site", "north")),
                        cluster(false, 0, block),
                        tags(Map.of("door", "open", "AWS_KINESISVIDEO_FRAGMENT_NUMBER", "77")),
                        cluster(false, 1000, block),
                        tags(Map.of("AWS_KINESISVIDEO_END_OF_FRAGMENT", "")),
                        cluster(false, 2000, block)));
        List<Taken> taken = take(body, LIMIT);
        assertThat(taken)
                .extracting(each -> each.cluster().tags())
                .containsExactly(
                        Map.of("site", "north"), Map.of("site", "north", "door", "open"), Map.of("site", "north"));
        Fragment two = read(taken.get(1));
        assertThat(two.number()).isEqualTo(FragmentNumber.of(2));
        assertThat(two.tags()).containsEntry("door", "open").containsEntry("site", "north");
    }

    @Test
    void aClusterBeyondTheLimitIsPassedOverAndTheNextIsTaken() throws IOException {
        byte[] body = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        cluster(true, 0, simpleBlock(1, 0, true, payload(9000, 1))),
                        cluster(false, 1000, simpleBlock(1, 0, true, payload(100, 1)))));
        List<Taken> taken = take(body, 5000);
        assertThat(taken).extracting(each -> each.end().complete()).containsExactly(false, true);
        assertThat(read(taken.get(1)).blocks()).hasSize(1);
    }

    @Test
    void seesWhichTracksHaveFramesAndWhetherTheChecksumHolds() throws IOException {
        byte[] children =
                join(timestamp(5), simpleBlock(1, 0, true, payload(64, 3)), simpleBlock(2, 7, true, payload(64, 4)));
        byte[] sound = withCrc(EbmlIds.CLUSTER, children);
        byte[] damaged = sound.clone();
        damaged[damaged.length - 1] ^= 1;
        byte[] body = join(
                ebmlHeader(),
                open(EbmlIds.SEGMENT, 8, info(1_000_000), tracks(videoTrack(1), videoTrack(2)), sound, damaged));
        List<Taken> taken = take(body, LIMIT);
        assertThat(taken).extracting(each -> each.end().sound()).containsExactly(true, false);
        assertThat(taken.get(0).end().trackNumbers()).containsExactlyInAnyOrder(1, 2);
        assertThat(read(taken.get(0)).blocks()).hasSize(2);
    }

    @Test
    void bytesThatAreNoMatroskaOrEndInTheMiddleAreRefused() {
        assertThatThrownBy(() -> take("hello, this is no video".getBytes(StandardCharsets.UTF_8), LIMIT))
                .isInstanceOf(FramesException.class);
        byte[] body = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        cluster(true, 0, simpleBlock(1, 0, true, payload(900, 1)))));
        byte[] cut = Arrays.copyOf(body, body.length - 10);
        assertThatThrownBy(() -> take(cut, LIMIT))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.TRUNCATED));
    }

    @Test
    void aStoredFragmentGoesOutWithNewTagsInTheirPlace() throws IOException {
        byte[] recorded = EbmlWriter.kinesisFragment(7, 5, 900);
        byte[] unsized = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        element(EbmlIds.VOID, new byte[40]),
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        cluster(
                                false,
                                0,
                                simpleBlock(1, 0, true, payload(20_000, 1)),
                                simpleBlock(1, 9, false, payload(9, 2))),
                        tags(Map.of("door", "open"))));
        for (byte[] stored : List.of(recorded, unsized)) {
            Fragment before = Fragment.parse(stored.clone(), FragmentLimits.DEFAULTS);
            byte[] sent = send(join(payload(33, 1), stored), 33, stored.length);
            try (FragmentReader reader = new FragmentReader(new ByteArrayInputStream(sent), FragmentLimits.DEFAULTS)) {
                Fragment after = reader.next().orElseThrow();
                assertThat(after.number()).isEqualTo(FragmentNumber.of(3));
                assertThat(after.continuationToken()).contains("3");
                assertThat(after.producerStart()).isEqualTo(Instant.ofEpochSecond(1_500_000_000L, 3_000_000));
                assertThat(after.blocks())
                        .extracting(Block::payload)
                        .containsExactlyElementsOf(
                                before.blocks().stream().map(Block::payload).toList());
                assertThat(after.tags().get("door")).isEqualTo(before.tags().get("door"));
                assertThat(reader.next()).isEmpty();
            }
            assertThat(count(sent, KinesisTags.FRAGMENT_NUMBER)).isEqualTo(1);
            assertThat(count(sent, KinesisTags.CONTINUATION_TOKEN)).isEqualTo(1);
        }
    }

    private byte[] send(byte[] file, long offset, long length) throws IOException {
        Path path = Files.write(folder.resolve("segment"), file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FileChannel channel = FileChannel.open(path)) {
            long sent = FragmentChunk.of(channel, offset, length)
                    .write(
                            out,
                            service(3),
                            Map.of(KinesisTags.CONTINUATION_TOKEN, "3", KinesisTags.MILLIS_BEHIND_NOW, "0"),
                            ByteBuffer.allocate(1000));
            assertThat(sent).isEqualTo(out.size());
        }
        return out.toByteArray();
    }

    private static int count(byte[] bytes, String text) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        return all.split(text, -1).length - 1;
    }

    @Test
    void anErrorInTheMiddleOfAnAnswerIsSeen() {
        byte[] sent = join(
                EbmlWriter.kinesisFragment(7, 1, 10),
                FragmentChunk.tagsOnly(
                        Map.of("AWS_KINESISVIDEO_ERROR_ID", "4000", "AWS_KINESISVIDEO_ERROR_CODE", "gone")));
        try (FragmentReader reader = new FragmentReader(new ByteArrayInputStream(sent), FragmentLimits.DEFAULTS)) {
            assertThat(reader.next()).isPresent();
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            InBandErrorException.class,
                            e -> assertThat(e.errorId()).isEqualTo(4000));
        }
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle extends ByteArrayInputStream {
        Trickle(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] target, int from, int length) {
            return super.read(target, from, Math.min(length, 7));
        }
    }
}
