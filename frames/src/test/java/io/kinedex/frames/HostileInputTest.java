package io.kinedex.frames;

import static io.kinedex.frames.EbmlWriter.*;
import static io.kinedex.frames.GoldenFragmentsTest.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.frames.FramesException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class HostileInputTest {
    @Parameter
    ReadFrom source = ReadFrom.STREAM;

    /** Bytes past every limit of the small ones. */
    private static final int ENDLESS = 64 << 10;

    private static final FragmentLimits SMALL = new FragmentLimits(4096, 20, 3, 10, 100, 8192);

    @Test
    void aStreamWithoutBytesHasNoFragments() {
        assertThat(source.readAll(new byte[0])).isEmpty();
        assertThat(source.readAll(ebmlHeader())).isEmpty();
    }

    @Test
    void saysWhatIsNoMatroska() {
        assertFails(Code.MALFORMED, "GIF89a and so on".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertFails(Code.MALFORMED, new byte[1000]);
        assertFails(Code.MALFORMED, payload(1000, 5));
        assertFails(Code.MALFORMED, open(EbmlIds.SEGMENT, 8, info(1)));
        assertFails(Code.UNSUPPORTED, element(EbmlIds.EBML, text(EbmlIds.DOC_TYPE, "teapot")));
        assertFails(
                Code.UNSUPPORTED,
                element(EbmlIds.EBML, text(EbmlIds.DOC_TYPE, "webm"), unsigned(EbmlIds.EBML_MAX_ID_LENGTH, 5)));
    }

    @Test
    void anEndAnywhereInsideIsAnErrorOrACleanEndAndNeverMore() {
        byte[] stream = join(kinesisFragment(1, 2, 40), everything());
        int whole = source.readAll(stream).size();
        for (int length = 0; length < stream.length; length++) {
            byte[] cut = Arrays.copyOf(stream, length);
            try {
                assertThat(source.readAll(cut).size()).isLessThanOrEqualTo(whole);
            } catch (FramesException e) {
                assertThat(e.code()).isEqualTo(Code.TRUNCATED);
            }
        }
    }

    @Test
    void anEndInsideAKnownSizeIsAlwaysNoticed() {
        byte[] stream = everything();
        for (int length = ebmlHeader().length + 6; length < stream.length; length++) {
            assertFails(Code.TRUNCATED, Arrays.copyOf(stream, length));
        }
    }

    @Test
    void anEndInsideAFragmentOfUnknownSizeIsNoticedWhereOthersHadTokens() {
        byte[] open = join(
                ebmlHeader(),
                open(EbmlIds.SEGMENT, 8, info(1), kinesisTags(2, "1"), FragmentReaderTest.openCluster(1)));

        assertThat(source.readAll(open)).hasSize(1);
        assertFails(Code.TRUNCATED, join(kinesisFragment(1, 1, 1), open));
    }

    @Test
    void flippedBitsNeverDoMoreThanFail() {
        Random random = new Random(20261122);
        byte[] stream = join(kinesisFragment(1, 3, 30), everything(), kinesisFragment(2, 2, 30));
        for (int round = 0; round < 4_000; round++) {
            byte[] mutant = stream.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            drain(mutant);
        }
    }

    @Test
    void flippedBitsOfARecordingNeverDoMoreThanFail() {
        Random random = new Random(7);
        byte[] recording = Arrays.copyOf(golden("get-media.mkv"), 1500);
        for (int round = 0; round < 2_000; round++) {
            byte[] mutant = recording.clone();
            mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
            drain(mutant);
        }
    }

    @Test
    void randomElementsNeverDoMoreThanFail() {
        Random random = new Random(99);
        int[] ids = {
            EbmlIds.EBML,
            EbmlIds.SEGMENT,
            EbmlIds.INFO,
            EbmlIds.TRACKS,
            EbmlIds.TRACK_ENTRY,
            EbmlIds.TAGS,
            EbmlIds.TAG,
            EbmlIds.SIMPLE_TAG,
            EbmlIds.CLUSTER,
            EbmlIds.TIMESTAMP,
            EbmlIds.SIMPLE_BLOCK,
            EbmlIds.BLOCK_GROUP,
            EbmlIds.BLOCK,
            EbmlIds.VOID,
            EbmlIds.CRC_32,
            EbmlIds.CUES,
            EbmlIds.ATTACHMENTS,
            EbmlIds.CONTENT_ENCODINGS
        };
        for (int round = 0; round < 2_000; round++) {
            java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
            out.writeBytes(ebmlHeader());
            out.writeBytes(open(EbmlIds.SEGMENT, 8));
            for (int i = 0; i < 12; i++) {
                out.writeBytes(id(ids[random.nextInt(ids.length)]));
                int length = 1 + random.nextInt(8);
                out.writeBytes(vint(random.nextInt(12) == 0 ? Vint.allOnes(length) : random.nextInt(60), length));
                out.writeBytes(payload(random.nextInt(40), i));
            }
            drain(out.toByteArray());
        }
    }

    @Test
    void promisesOfHugeElementsAreRefusedAtOnce() {
        long huge = (1L << 56) - 2;
        for (int id :
                new int[] {EbmlIds.CLUSTER, EbmlIds.TAGS, EbmlIds.TRACKS, EbmlIds.ATTACHMENTS, EbmlIds.VOID, 0x2ABCDE
                }) {
            assertFails(Code.TOO_LARGE, join(ebmlHeader(), open(EbmlIds.SEGMENT, 8, info(1)), id(id), vint(huge, 8)));
        }
        assertFails(Code.TOO_LARGE, join(id(EbmlIds.EBML), vint(huge, 8)));
    }

    @Test
    void aPromiseWithinTheLimitTakesNoMemoryBeforeItsBytesCome() {
        byte[] stream = join(ebmlHeader(), open(EbmlIds.SEGMENT, 8, info(1)), id(EbmlIds.CLUSTER), vint(1L << 29, 8));
        FragmentLimits wide = FragmentLimits.DEFAULTS.withBytesMax(1L << 30);

        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> source.readAll(stream, wide)).isInstanceOf(FramesException.class);
        }
    }

    @Test
    void everyLimitHolds() {
        assertFails(Code.TOO_LARGE, kinesisFragment(1, 5, 1000), SMALL);
        assertFails(Code.TOO_LARGE, kinesisFragment(1, 21, 1), SMALL);
        assertFails(Code.TOO_LARGE, segment(tracks(videoTrack(1), videoTrack(2), videoTrack(3), videoTrack(4))), SMALL);
        assertFails(Code.TOO_LARGE, segment(tags(Map.of("A", "x".repeat(101)))), SMALL);
        java.util.Map<String, String> many = new java.util.HashMap<>();
        for (int i = 0; i < 11; i++) {
            many.put("T" + i, "");
        }
        assertFails(Code.TOO_LARGE, segment(tags(many)), SMALL);
        assertFails(Code.TOO_LARGE, segment(element(EbmlIds.ATTACHMENTS, new byte[20_000])), SMALL);
        byte[] openCluster = open(
                EbmlIds.CLUSTER,
                8,
                timestamp(0),
                element(EbmlIds.SIMPLE_BLOCK, blockBody(1, 0, 0, new byte[3000])),
                element(EbmlIds.VOID, new byte[3000]));
        assertFails(Code.TOO_LARGE, segment(openCluster), SMALL);
    }

    @Test
    void endlessGarbageEnds() {
        for (byte[] garbage : new byte[][] {
            element(EbmlIds.VOID),
            element(EbmlIds.VOID, new byte[100]),
            element(0x4ABC, new byte[10]),
            ebmlHeader(),
            tags(Map.of("A", "b")),
            element(EbmlIds.CHAPTERS, new byte[1000]),
            join(ebmlHeader(), element(EbmlIds.SEGMENT)),
            info(1)
        }) {
            List<byte[]> endless = new ArrayList<>(Collections.nCopies(ENDLESS / garbage.length, garbage));
            endless.addFirst(join(ebmlHeader(), open(EbmlIds.SEGMENT, 8)));
            FragmentReader reader = source.open(join(endless), SMALL);

            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            FramesException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
        }
    }

    @Test
    void deepNestingIsWalkedWithoutRecursion() {
        byte[] nested = new byte[0];
        for (int depth = 0; depth < 3000; depth++) {
            nested = element(EbmlIds.SIMPLE_TAG, nested);
        }

        assertThat(source.readAll(segment(element(EbmlIds.TAGS, element(EbmlIds.TAG, nested)))))
                .isEmpty();
    }

    @Test
    void brokenElementsSayWhereTheyAre() {
        byte[] good = segment();
        assertMalformed(join(good, new byte[] {0}), "byte 0x00 where an element should begin, at byte " + good.length);
        assertMalformed(join(good, new byte[] {(byte) 0xFF, (byte) 0x80}), "reserved element id");
        assertMalformed(join(good, id(EbmlIds.INFO), new byte[] {0, 0}), "element size longer than 8 bytes");
        assertMalformed(join(good, open(EbmlIds.TAGS, 1)), "Tags has an unknown size");
        assertMalformed(segment(info(0)), "timestamp scale of 0");
        assertMalformed(segment(tracks(element(EbmlIds.TRACK_ENTRY))), "without a track number");
        assertMalformed(segment(tracks(videoTrack(1), videoTrack(1))), "two tracks have the number 1");
        assertMalformed(segment(element(EbmlIds.CLUSTER, simpleBlock(1, 0, true, new byte[3]))), "without a timestamp");
        assertMalformed(
                segment(element(EbmlIds.CLUSTER, timestamp(0), element(EbmlIds.SIMPLE_BLOCK, new byte[2]))),
                "too short for its head");
        assertMalformed(segment(element(EbmlIds.CLUSTER, timestamp(Long.MAX_VALUE))), "cluster timestamp");
        assertMalformed(segment(kinesisTags(1, "yesterday"), token(1)), "is 'yesterday', must be seconds");
        assertMalformed(segment(tags(Map.of(KinesisTags.FRAGMENT_NUMBER, "1e3"))), "must be 1 to 128 decimal digits");
        assertMalformed(
                join(ebmlHeader(), element(EbmlIds.SEGMENT, join(id(EbmlIds.INFO), vint(50, 1)))), "reaches past");
    }

    @Test
    void aFailureIsFinal() {
        FragmentReader reader = source.open(join(segment(), new byte[9]), FragmentLimits.DEFAULTS);

        assertThatThrownBy(reader::next).isInstanceOf(FramesException.class);
        assertThatThrownBy(reader::next).isInstanceOf(FramesException.class);
        assertThat(reader.canGoOn()).isFalse();
    }

    /** A document of known size with a bit of everything. */
    private static byte[] everything() {
        return join(
                ebmlHeader(),
                element(
                        EbmlIds.SEGMENT,
                        element(EbmlIds.SEEK_HEAD, payload(20, 1)),
                        element(EbmlIds.VOID, new byte[20]),
                        withCrc(EbmlIds.INFO, unsigned(EbmlIds.TIMESTAMP_SCALE, 1_000_000)),
                        tracks(videoTrack(1), videoTrack(2, unsigned(EbmlIds.DEFAULT_DURATION, 1000))),
                        tags(Map.of("TITLE", "x")),
                        withCrc(EbmlIds.CLUSTER, timestamp(0), simpleBlock(1, 0, true, payload(30, 1))),
                        element(
                                EbmlIds.CLUSTER,
                                timestamp(40),
                                element(
                                        EbmlIds.BLOCK_GROUP,
                                        element(EbmlIds.BLOCK, blockBody(2, 0, 4, new byte[] {1}, payload(10, 1))),
                                        unsigned(EbmlIds.BLOCK_DURATION, 7))),
                        element(EbmlIds.ATTACHMENTS, payload(30, 2)),
                        FragmentReaderTest.openCluster(80),
                        element(EbmlIds.CUES, payload(20, 3))));
    }

    private static byte[] segment(byte[]... children) {
        return join(ebmlHeader(), open(EbmlIds.SEGMENT, 8, children));
    }

    /** Reads to the end, over what the reader itself can go on after. */
    private void drain(byte[] stream) {
        FragmentReader reader = source.open(stream, SMALL);
        for (int i = 0; i <= stream.length && reader.canGoOn(); i++) {
            try {
                reader.next().ifPresent(fragment -> {
                    fragment.blocks()
                            .forEach(block ->
                                    assertThat(block.payload().remaining()).isNotNegative());
                    assertThat(fragment.duration().isNegative()).isFalse();
                    assertThat(fragment.producerEnd()).isAfterOrEqualTo(fragment.producerStart());
                });
            } catch (FramesException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(reader.canGoOn()).isFalse();
    }

    private void assertFails(Code code, byte[] stream) {
        assertFails(code, stream, FragmentLimits.DEFAULTS);
    }

    private void assertFails(Code code, byte[] stream, FragmentLimits limits) {
        assertThatThrownBy(() -> source.readAll(stream, limits))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertMalformed(byte[] stream, String message) {
        assertThatThrownBy(() -> source.readAll(stream))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(Code.MALFORMED))
                .hasMessageContaining(message);
    }
}
