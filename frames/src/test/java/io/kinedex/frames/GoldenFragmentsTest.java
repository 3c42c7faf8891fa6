package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class GoldenFragmentsTest {
    @Parameter
    ReadFrom source = ReadFrom.STREAM;

    @Test
    void readsARecordedGetMediaAnswer() {
        List<Fragment> fragments = source.readAll(golden("get-media.mkv"));

        assertThat(fragments).hasSize(2);
        Fragment last = fragments.get(1);
        assertThat(last.number()).hasToString("91343852333181432412489103236310005892133364608");
        assertThat(last.producerStart()).isEqualTo(Instant.parse("2017-11-28T06:55:16.513Z"));
        assertThat(last.serverTimestamp()).contains(Instant.parse("2017-11-28T06:55:14.147Z"));
        assertThat(last.continuationToken()).contains("91343852333181432412489103236310005892133364608");
        assertThat(last.millisBehindNow()).hasValue(12093);
        assertThat(last.tags()).containsEntry("MAJOR_BRAND", "M4V ").doesNotContainKey("HANDLER_NAME");
        assertThat(last.startsWithKeyframe()).isTrue();
        assertThat(last.blocks()).hasSize(4);
        assertThat(last.blocks().getFirst().payload().remaining()).isEqualTo(94598 - 4);
        assertThat(last.blocks().get(1).offset()).isEqualTo(Duration.ofMillis(33));
        assertThat(last.blocks().get(1).keyframe()).isFalse();
        assertThat(last.blocks().get(1).time()).isEqualTo(Instant.parse("2017-11-28T06:55:16.546Z"));
    }

    @Test
    void describesTheTracksOfARecording() {
        Track track =
                source.readAll(golden("get-media.mkv")).getFirst().tracks().getFirst();

        assertThat(track.number()).isEqualTo(1);
        assertThat(track.kind()).isEqualTo(Track.Kind.VIDEO);
        assertThat(track.codecId()).isEqualTo("V_MPEG4/ISO/AVC");
        assertThat(track.language()).isEqualTo("und");
        assertThat(track.width()).isEqualTo(640);
        assertThat(track.height()).isEqualTo(360);
        assertThat(track.displayWidth()).isEqualTo(640);
        assertThat(track.defaultDuration()).isEqualTo(Duration.ofNanos(33_333_333));
        assertThat(track.codecPrivate().remaining()).isEqualTo(54);
        assertThat(track.encrypted()).isFalse();
        assertThat(track.compression()).isEqualTo(Track.Compression.NONE);
    }

    @Test
    void givesARecordingBackByteForByte() {
        byte[] recording = golden("get-media.mkv");

        List<byte[]> parts = source.readAll(recording).stream()
                .map(GoldenFragmentsTest::bytes)
                .toList();

        assertThat(EbmlWriter.join(parts)).isEqualTo(recording);
    }

    @Test
    void readsEachFragmentOfARecordingAlone() {
        for (Fragment fragment : source.readAll(golden("get-media.mkv"))) {
            Fragment again = Fragment.parse(bytes(fragment), FragmentLimits.DEFAULTS);

            assertThat(again.number()).isEqualTo(fragment.number());
            assertThat(again.tags()).isEqualTo(fragment.tags());
            assertThat(again.duration()).isEqualTo(fragment.duration());
            assertThat(again.bytes()).isEqualTo(fragment.bytes());
        }
    }

    @Test
    void readsAFragmentWithoutACluster() {
        List<Fragment> fragments = source.readAll(golden("empty-fragment.mkv"));

        assertThat(fragments).singleElement().satisfies(fragment -> {
            assertThat(fragment.number()).hasToString("91343852338378294813695855977007281634605393997");
            assertThat(fragment.producerStart()).isEqualTo(Instant.parse("2018-01-13T17:42:06.543Z"));
            assertThat(fragment.blocks()).isEmpty();
            assertThat(fragment.duration()).isZero();
            assertThat(fragment.startsWithKeyframe()).isFalse();
            assertThat(fragment.tracks()).hasSize(1);
        });
    }

    static byte[] golden(String name) {
        try (InputStream in = GoldenFragmentsTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Fragment fragment) {
        return bytes(fragment.bytes());
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
