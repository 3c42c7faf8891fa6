package io.kinedex.frames;

import static io.kinedex.frames.EbmlWriter.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class LacingTest {
    @Parameter
    ReadFrom source = ReadFrom.STREAM;

    private static final int XIPH = 0x02;
    private static final int FIXED = 0x04;
    private static final int EBML = 0x06;

    @Test
    void takesXiphLacesApart() {
        byte[] head = {2, (byte) 255, (byte) 255, 10, 0};

        assertLaces(XIPH, head, 520, 0, 33);
    }

    @Test
    void takesFixedLacesApart() {
        assertLaces(FIXED, new byte[] {2}, 40, 40, 40);
    }

    @Test
    void takesEbmlLacesApart() {
        // 300, then 100 less, then 5 more, then the rest
        byte[] head = join(new byte[] {3}, vint(300, 2), vint(8191 - 100, 2), vint(63 + 5, 1));

        assertLaces(EBML, head, 300, 200, 205, 17);
    }

    @Test
    void spacesLacedFramesByTheTracksDefaultDuration() {
        byte[] block = element(EbmlIds.SIMPLE_BLOCK, blockBody(1, 5, FIXED, new byte[] {1}, payload(8, 1)));

        List<Block> blocks = blocks(block, unsigned(EbmlIds.DEFAULT_DURATION, 20_000_000));

        assertThat(blocks).extracting(Block::offset).containsExactly(Duration.ofMillis(5), Duration.ofMillis(25));
        assertThat(blocks.get(1).duration()).contains(Duration.ofMillis(20));
    }

    @Test
    void sharesABlocksDurationAmongItsLacedFrames() {
        byte[] block = element(
                EbmlIds.BLOCK_GROUP,
                element(EbmlIds.BLOCK, blockBody(1, 0, FIXED, new byte[] {3}, payload(8, 1))),
                unsigned(EbmlIds.BLOCK_DURATION, 40));

        List<Block> blocks = blocks(block);

        assertThat(blocks).extracting(b -> b.offset().toMillis()).containsExactly(0L, 10L, 20L, 30L);
        assertThat(blocks).extracting(Block::duration).containsOnly(java.util.Optional.of(Duration.ofMillis(10)));
    }

    @Test
    void rejectsLacesThatDoNotFitTheirBlock() {
        assertMalformed(XIPH, new byte[] {1, (byte) 255, (byte) 255}, 20);
        assertMalformed(XIPH, new byte[] {1, 50}, 20);
        assertMalformed(XIPH, new byte[] {9}, 0);
        assertMalformed(XIPH, new byte[0], 0);
        assertMalformed(FIXED, new byte[] {2}, 20);
        assertMalformed(EBML, new byte[] {1, (byte) 0xBF}, 20);
        assertMalformed(EBML, new byte[] {2, (byte) 0x85, (byte) 0x80}, 20);
        assertMalformed(EBML, new byte[] {1, 0}, 20);
        assertMalformed(EBML, join(new byte[] {1}, vint((1L << 56) - 2, 8)), 20);
    }

    private void assertLaces(int kind, byte[] head, int... sizes) {
        byte[] body = payload(java.util.Arrays.stream(sizes).sum(), kind);
        List<Block> blocks = blocks(element(EbmlIds.SIMPLE_BLOCK, blockBody(1, 0, 0x80 | kind, head, body)));

        assertThat(blocks)
                .extracting(b -> b.payload().remaining())
                .containsExactly(java.util.Arrays.stream(sizes).boxed().toArray(Integer[]::new));
        assertThat(join(blocks.stream()
                        .map(b -> GoldenFragmentsTest.bytes(b.payload()))
                        .toList()))
                .isEqualTo(body);
        assertThat(blocks).allMatch(Block::keyframe);
    }

    private void assertMalformed(int kind, byte[] head, int bodyBytes) {
        byte[] block = element(EbmlIds.SIMPLE_BLOCK, blockBody(1, 0, kind, head, payload(bodyBytes, 1)));

        assertThatThrownBy(() -> blocks(block))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.MALFORMED));
    }

    private List<Block> blocks(byte[] block, byte[]... trackFields) {
        byte[] stream = join(
                ebmlHeader(),
                element(
                        EbmlIds.SEGMENT,
                        info(1_000_000),
                        tracks(videoTrack(1, trackFields)),
                        element(EbmlIds.CLUSTER, timestamp(0), block)));
        return source.readAll(stream).getFirst().blocks();
    }
}
