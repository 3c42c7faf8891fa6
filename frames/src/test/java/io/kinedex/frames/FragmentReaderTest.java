package io.kinedex.frames;

import static io.kinedex.frames.EbmlWriter.*;
import static io.kinedex.frames.GoldenFragmentsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class FragmentReaderTest {
    @Parameter
    ReadFrom source = ReadFrom.STREAM;

    private static final Map<String, String> ERROR =
            Map.of("AWS_KINESISVIDEO_ERROR_ID", "4506", "AWS_KINESISVIDEO_ERROR_CODE", "Fragment not found");

    @Test
    void readsManySegmentsInARow() {
        byte[] stream = join(kinesisFragment(1, 2, 10), kinesisFragment(2, 3, 10), kinesisFragment(3, 0, 10));

        List<Fragment> fragments = source.readAll(stream);

        assertThat(fragments).extracting(f -> f.number().toString()).containsExactly("1", "2", "3");
        assertThat(fragments).extracting(f -> f.blocks().size()).containsExactly(2, 3, 0);
        assertThat(join(fragments.stream().map(GoldenFragmentsTest::bytes).toList()))
                .isEqualTo(stream);
    }

    @Test
    void givesEverySegmentTheHeaderThatCameOnce() {
        byte[] head = ebmlHeader();
        byte[] second = kinesisFragment(2, 2, 10);
        byte[] stream =
                join(kinesisFragment(1, 2, 10), java.util.Arrays.copyOfRange(second, head.length, second.length));

        List<Fragment> fragments = source.readAll(stream);

        assertThat(fragments).hasSize(2);
        assertThat(bytes(fragments.get(1))).isEqualTo(second);
    }

    @Test
    void makesEveryClusterOfAPlainSegmentADocumentOfItsOwn() {
        byte[] stream = join(
                ebmlHeader(),
                element(
                        EbmlIds.SEGMENT,
                        element(EbmlIds.SEEK_HEAD, payload(20, 1)),
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        tags(Map.of("TITLE", "gate")),
                        cluster(0),
                        cluster(5000),
                        element(EbmlIds.VOID, new byte[30]),
                        cluster(9000),
                        element(EbmlIds.CUES, new byte[40])));

        List<Fragment> fragments = source.readAll(stream);

        assertThat(fragments).extracting(f -> f.number().toString()).containsExactly("1", "2", "3");
        assertThat(fragments)
                .extracting(Fragment::producerStart)
                .containsExactly(Instant.EPOCH, Instant.EPOCH.plusSeconds(5), Instant.EPOCH.plusSeconds(9));
        for (Fragment fragment : fragments) {
            assertThat(fragment.tags()).containsEntry("TITLE", "gate");
            Fragment alone = Fragment.parse(bytes(fragment), FragmentLimits.DEFAULTS);
            assertThat(alone.producerStart()).isEqualTo(fragment.producerStart());
            assertThat(alone.tracks()).isEqualTo(fragment.tracks());
            assertThat(alone.tags()).isEqualTo(fragment.tags());
            assertThat(alone.bytes()).isEqualTo(fragment.bytes());
            assertThat(alone.blocks()).hasSize(1);
        }
    }

    @Test
    void closesClustersOfUnknownSizeAtWhatCannotBeInThem() {
        for (byte[] next : List.of(
                element(EbmlIds.CUES, new byte[10]),
                element(EbmlIds.CHAPTERS, new byte[10]),
                tags(Map.of("A", "b")),
                element(EbmlIds.VOID, new byte[3]),
                new byte[0])) {
            byte[] stream = join(
                    ebmlHeader(),
                    open(
                            EbmlIds.SEGMENT,
                            4,
                            info(1_000_000),
                            tracks(videoTrack(1)),
                            openCluster(1),
                            openCluster(2),
                            next),
                    ebmlHeader(),
                    open(EbmlIds.SEGMENT, 2, info(1_000_000), tracks(videoTrack(1)), openCluster(3), next));

            assertThat(source.readAll(stream))
                    .extracting(f -> f.producerStart().toEpochMilli())
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void countsUnnumberedFragmentsFromTheGivenNumber() {
        byte[] stream = join(ebmlHeader(), element(EbmlIds.SEGMENT, info(1_000_000), cluster(0), cluster(1)));

        FragmentReader reader = source.open(stream, FragmentLimits.DEFAULTS, FragmentNumber.of(41));

        assertThat(reader.next().orElseThrow().number()).hasToString("41");
        assertThat(reader.next().orElseThrow().number()).hasToString("42");
        assertThat(reader.next()).isEmpty();
        assertThat(reader.canGoOn()).isFalse();
        assertThat(reader.position()).isEqualTo(stream.length);
    }

    @Test
    void keepsAllClustersOfANumberedFragmentTogether() {
        byte[] stream = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        kinesisTags(5, "100.250"),
                        cluster(1000),
                        openCluster(1500),
                        token(5),
                        kinesisTags(6, "102"),
                        cluster(3000)));

        List<Fragment> fragments = source.readAll(stream);

        assertThat(fragments).hasSize(2);
        assertThat(fragments.getFirst().blocks())
                .extracting(Block::time)
                .containsExactly(Instant.ofEpochMilli(100_250), Instant.ofEpochMilli(100_750));
        assertThat(fragments.get(1).number()).hasToString("6");
        assertThat(Fragment.parse(bytes(fragments.get(1)), FragmentLimits.DEFAULTS)
                        .producerStart())
                .isEqualTo(Instant.ofEpochSecond(102));
    }

    @Test
    void endsANumberedFragmentAtTheNextNumberWhereTheTokenIsMissing() {
        byte[] stream = join(
                ebmlHeader(),
                open(EbmlIds.SEGMENT, 8, info(1_000_000), kinesisTags(5, "1"), kinesisTags(6, "2"), cluster(3)));

        assertThat(source.readAll(stream)).extracting(f -> f.blocks().size()).containsExactly(0, 1);
    }

    @Test
    void leavesAttachmentsOutAndReadsOn() {
        byte[] stream = join(
                ebmlHeader(),
                element(
                        EbmlIds.SEGMENT,
                        info(1_000_000),
                        element(EbmlIds.ATTACHMENTS, payload(300_000, 3)),
                        tracks(videoTrack(1)),
                        kinesisTags(5, "1"),
                        cluster(0)));

        Fragment fragment = source.readAll(stream).getFirst();

        assertThat(fragment.bytes().remaining()).isLessThan(1000);
        assertThat(Fragment.parse(bytes(fragment), FragmentLimits.DEFAULTS).tracks())
                .isEqualTo(fragment.tracks());
    }

    @Test
    void reportsErrorsThatTheServiceSendsInTheStreamAndGoesOn() {
        byte[] stream = join(
                kinesisFragment(1, 1, 10),
                ebmlHeader(),
                open(EbmlIds.SEGMENT, 8, info(1_000_000), kinesisTags(2, "1"), cluster(0), tags(ERROR)),
                kinesisFragment(3, 1, 10));
        FragmentReader reader = source.open(stream, FragmentLimits.DEFAULTS);

        assertThat(reader.next()).isPresent();
        assertThatThrownBy(reader::next).isInstanceOfSatisfying(InBandErrorException.class, e -> {
            assertThat(e.code()).isEqualTo(FramesException.Code.IN_BAND_ERROR);
            assertThat(e.errorId()).isEqualTo(4506);
            assertThat(e.errorCode()).isEqualTo("Fragment not found");
        });
        assertThat(reader.canGoOn()).isTrue();
        assertThat(reader.next().orElseThrow().number()).hasToString("3");
    }

    @Test
    void readsTheTagNamesOfGetMediaForFragmentList() {
        byte[] stream = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tags(Map.of(
                                KinesisTags.FRAGMENT_NUMBER,
                                "12",
                                "AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP",
                                "5.5",
                                "AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP",
                                "4.000000001")),
                        cluster(0)),
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        tags(Map.of(
                                KinesisTags.FRAGMENT_NUMBER,
                                "13",
                                "AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE",
                                "4000",
                                "AWS_KINESISVIDEO_EXCEPTION_MESSAGE",
                                "gone"))));
        FragmentReader reader = source.open(stream, FragmentLimits.DEFAULTS);

        Fragment fragment = reader.next().orElseThrow();
        assertThat(fragment.producerStart()).isEqualTo(Instant.ofEpochSecond(4, 1));
        assertThat(fragment.serverTimestamp()).contains(Instant.ofEpochMilli(5500));
        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        InBandErrorException.class,
                        e -> assertThat(e.fragmentNumber()).contains(FragmentNumber.of(13)));
    }

    @Test
    void reportsTheLagOfAnIdleStreamWithoutAFragment() {
        byte[] stream =
                join(ebmlHeader(), open(EbmlIds.SEGMENT, 8, info(1_000_000), token(9)), kinesisFragment(10, 1, 10));
        FragmentReader reader = source.open(stream, FragmentLimits.DEFAULTS);

        assertThat(reader.next().orElseThrow().number()).hasToString("10");
        assertThat(reader.millisBehindNow()).hasValue(1200);
    }

    @Test
    void acceptsTimesThatAreEqualOrStepBackOrAreNegative() {
        byte[] stream = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        tracks(videoTrack(1)),
                        kinesisTags(1, "50"),
                        element(
                                EbmlIds.CLUSTER,
                                timestamp(1000),
                                simpleBlock(1, -20, true, payload(3, 1)),
                                simpleBlock(1, 40, false, payload(3, 1)),
                                simpleBlock(1, 40, false, payload(3, 1)),
                                simpleBlock(1, 10, false, payload(3, 1))),
                        token(1)));

        Fragment fragment = source.readAll(stream).getFirst();

        assertThat(fragment.blocks())
                .extracting(block -> block.offset().toMillis())
                .containsExactly(-20L, 40L, 40L, 10L);
        assertThat(fragment.blocks().getFirst().time()).isEqualTo(Instant.ofEpochMilli(49_980));
        assertThat(fragment.duration()).isEqualTo(Duration.ofMillis(60));
    }

    @Test
    void keepsTimesToTheNanosecond() {
        byte[] stream = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        element(
                                EbmlIds.INFO,
                                unsigned(EbmlIds.TIMESTAMP_SCALE, 333),
                                element(
                                        EbmlIds.DATE_UTC,
                                        ByteBuffer.allocate(8)
                                                .putLong(1_000_000_007L)
                                                .array())),
                        element(EbmlIds.CLUSTER, timestamp(3), simpleBlock(1, 2, true, payload(1, 1)))));

        Fragment fragment = source.readAll(stream).getFirst();

        assertThat(fragment.producerStart()).isEqualTo(Instant.parse("2001-01-01T00:00:01.000001006Z"));
        assertThat(fragment.blocks().getFirst().offset()).isEqualTo(Duration.ofNanos(666));
    }

    @Test
    void takesTimestampsPastThirtyYearsAsCountedFrom1970() {
        long millis = Instant.parse("2026-11-22T00:00:00Z").toEpochMilli();
        byte[] stream = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        element(EbmlIds.INFO, element(EbmlIds.DATE_UTC, new byte[8])),
                        cluster(millis)));

        assertThat(source.readAll(stream).getFirst().producerStart()).isEqualTo(Instant.ofEpochMilli(millis));
    }

    @Test
    void readsBlockGroupsWithDurationAndReferences() {
        byte[] stream = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        element(
                                EbmlIds.CLUSTER,
                                timestamp(0),
                                element(
                                        EbmlIds.BLOCK_GROUP,
                                        element(EbmlIds.BLOCK, blockBody(1, 0, 0x08, payload(5, 1))),
                                        unsigned(EbmlIds.BLOCK_DURATION, 70)),
                                element(
                                        EbmlIds.BLOCK_GROUP,
                                        unsigned(EbmlIds.REFERENCE_BLOCK, 1),
                                        element(EbmlIds.BLOCK, blockBody(1, 70, 0, payload(5, 2)))))));

        List<Block> blocks = source.readAll(stream).getFirst().blocks();

        assertThat(blocks).extracting(Block::keyframe).containsExactly(true, false);
        assertThat(blocks).extracting(Block::invisible).containsExactly(true, false);
        assertThat(blocks.getFirst().duration()).contains(Duration.ofMillis(70));
        assertThat(blocks.get(1).duration()).isEmpty();
        assertThat(bytes(blocks.get(1).payload())).isEqualTo(payload(5, 2));
    }

    @Test
    void throwsAwayAFragmentThatDiffersFromItsChecksumAndGoesOn() {
        byte[] damaged = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        info(1_000_000),
                        kinesisTags(2, "1"),
                        withCrc(EbmlIds.CLUSTER, timestamp(0), simpleBlock(1, 0, true, payload(50, 1)))));
        damaged[damaged.length - 1] ^= 1;
        byte[] stream = join(damaged, token(2), kinesisFragment(3, 1, 10));
        FragmentReader reader = source.open(stream, FragmentLimits.DEFAULTS);

        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.CHECKSUM))
                .hasMessageContaining("fragment 2: the Cluster at byte");
        assertThat(reader.next().orElseThrow().number()).hasToString("3");
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void acceptsChecksumsThatMatch() {
        byte[] stream = join(
                ebmlHeader(),
                open(
                        EbmlIds.SEGMENT,
                        8,
                        withCrc(EbmlIds.INFO, unsigned(EbmlIds.TIMESTAMP_SCALE, 1)),
                        withCrc(EbmlIds.TRACKS, videoTrack(1)),
                        withCrc(EbmlIds.CLUSTER, timestamp(0), simpleBlock(1, 0, true, payload(50, 1)))));

        assertThat(source.readAll(stream).getFirst().blocks()).hasSize(1);
    }

    @Test
    void marksEncryptedAndCompressedTracks() {
        byte[] stripped = element(
                EbmlIds.CONTENT_ENCODINGS,
                element(
                        EbmlIds.CONTENT_ENCODING,
                        element(EbmlIds.CONTENT_COMPRESSION, unsigned(EbmlIds.CONTENT_COMP_ALGO, 3))));
        byte[] encrypted = element(
                EbmlIds.CONTENT_ENCODINGS,
                element(
                        EbmlIds.CONTENT_ENCODING,
                        unsigned(EbmlIds.CONTENT_ENCODING_TYPE, 1),
                        element(EbmlIds.CONTENT_ENCRYPTION)));
        byte[] stream = join(
                ebmlHeader(),
                open(EbmlIds.SEGMENT, 8, tracks(videoTrack(1, stripped), videoTrack(2, encrypted)), cluster(0)));

        List<Track> tracks = source.readAll(stream).getFirst().tracks();

        assertThat(tracks)
                .extracting(Track::compression)
                .containsExactly(Track.Compression.HEADER_STRIPPING, Track.Compression.NONE);
        assertThat(tracks).extracting(Track::encrypted).containsExactly(false, true);
    }

    @Test
    void fragmentsStayAsTheyAreWhileTheReaderGoesOn() {
        byte[] one = kinesisFragment(1, 4, 30_000);
        byte[] two = kinesisFragment(2, 4, 100);
        FragmentReader reader = source.open(join(one, two, one, one, two), FragmentLimits.DEFAULTS);

        List<Fragment> fragments = java.util.stream.Stream.generate(
                        () -> reader.next().orElseThrow())
                .limit(5)
                .toList();

        assertThat(fragments.stream().map(GoldenFragmentsTest::bytes)).containsExactly(one, two, one, one, two);
        assertThat(bytes(fragments.getFirst().blocks().get(3).payload())).isEqualTo(payload(30_000, 3));
    }

    static byte[] cluster(long ticks) {
        return element(EbmlIds.CLUSTER, timestamp(ticks), simpleBlock(1, 0, true, payload(20, (int) ticks)));
    }

    static byte[] openCluster(long ticks) {
        return open(EbmlIds.CLUSTER, 8, timestamp(ticks), simpleBlock(1, 0, true, payload(20, (int) ticks)));
    }
}
