package io.kinedex.frames;

import static io.kinedex.frames.EbmlWriter.*;
import static io.kinedex.frames.FragmentReaderTest.cluster;
import static io.kinedex.frames.GoldenFragmentsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamedFragmentsTest {
    @Test
    void givesAFragmentOnItsContinuationTokenWithoutReadingOn() {
        InputStream stream = new HangingStream(kinesisFragment(7, 3, 100));

        Fragment fragment =
                new FragmentReader(stream, FragmentLimits.DEFAULTS).next().orElseThrow();

        assertThat(fragment.number()).isEqualTo(FragmentNumber.of(7));
        assertThat(fragment.continuationToken()).contains("7");
        assertThat(fragment.millisBehindNow()).hasValue(1200);
    }

    @Test
    void givesAPlainClusterOfKnownSizeWithoutReadingOn() {
        byte[] stream =
                join(ebmlHeader(), open(EbmlIds.SEGMENT, 1, info(1_000_000), tracks(videoTrack(1)), cluster(0)));
        InputStream blocked = new HangingStream(stream);

        assertThat(new FragmentReader(blocked, FragmentLimits.DEFAULTS).next()).isPresent();
    }

    @Test
    void endsANumberedFragmentWithItsSegmentOfKnownSize() {
        byte[] document = join(
                ebmlHeader(),
                element(
                        EbmlIds.SEGMENT,
                        info(1_000_000),
                        kinesisTags(5, "1"),
                        cluster(0),
                        tags(Map.of("MOOD", "calm"))));
        InputStream blocked = new HangingStream(document);

        Fragment fragment =
                new FragmentReader(blocked, FragmentLimits.DEFAULTS).next().orElseThrow();

        assertThat(fragment.tags()).containsEntry("MOOD", "calm");
        assertThat(bytes(fragment)).isEqualTo(document);
    }

    @Test
    void readsTheSameFromAStreamThatDripsBytes() {
        byte[] stream = join(kinesisFragment(1, 5, 70_000), kinesisFragment(2, 3, 10));
        InputStream drip = new ByteArrayInputStream(stream) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, 7));
            }
        };
        FragmentReader reader = new FragmentReader(drip, FragmentLimits.DEFAULTS);

        for (Fragment expected : ReadFrom.STREAM.readAll(stream)) {
            assertThat(reader.next().orElseThrow().bytes()).isEqualTo(expected.bytes());
        }
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void saysThatTheSourceFailed() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }
        };

        assertThatThrownBy(() -> new FragmentReader(broken, FragmentLimits.DEFAULTS).next())
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.READ_FAILED))
                .hasMessageContaining("connection reset");
    }
}
