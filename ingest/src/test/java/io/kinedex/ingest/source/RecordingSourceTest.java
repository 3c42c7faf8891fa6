package io.kinedex.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.TestVideo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingSourceTest {
    private static final CutOptions CUT = new CutOptions(
            Instant.parse("2026-01-01T00:00:00Z"), FragmentNumber.of(40), Duration.ofSeconds(1), 1 << 20);

    @TempDir
    private Path folder;

    @Test
    void givesARecordingsFragmentsAsTheyCame() throws IOException {
        Path recording = recording();

        List<Fragment> read = new ArrayList<>();
        try (RecordingSource source = new RecordingSource(recording, FragmentLimits.DEFAULTS);
                OutputStream copy = Files.newOutputStream(folder.resolve("copy.mkv"))) {
            for (Optional<Fragment> next = source.next(); next.isPresent(); next = source.next()) {
                read.add(next.get());
                Channels.newChannel(copy).write(next.get().bytes());
            }
        }

        assertThat(read).hasSizeGreaterThan(1);
        assertThat(read.getFirst().number()).isEqualTo(FragmentNumber.of(40));
        assertThat(folder.resolve("copy.mkv")).hasSameBinaryContentAs(recording);
    }

    @Test
    void letsGoOfTheFileWhenItIsClosed() throws IOException {
        RecordingSource source = new RecordingSource(recording(), FragmentLimits.DEFAULTS);
        Fragment fragment = source.next().orElseThrow();

        source.close();

        assertThatThrownBy(() -> fragment.bytes().get()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void probesWithoutKeepingTheFile() throws IOException {
        Path recording = recording();

        Fragment first =
                RecordingSource.probe(recording, FragmentLimits.DEFAULTS).orElseThrow();
        Files.delete(recording);

        assertThat(first.number()).isEqualTo(FragmentNumber.of(40));
        assertThat(first.bytes().get()).isEqualTo((byte) 0x1A);
    }

    @Test
    void aFileThatCannotBeReadIsTheDisksFaultAndNotTheMedias() {
        assertThatThrownBy(() -> new RecordingSource(folder.resolve("absent"), FragmentLimits.DEFAULTS))
                .isInstanceOfSatisfying(
                        IngestException.class, e -> assertThat(e.code()).isEqualTo(IngestException.Code.DISK))
                .hasMessageContaining("absent");
    }

    private Path recording() throws IOException {
        Path video = TestVideo.write(folder.resolve("v.mp4"), 4);
        Path recording = folder.resolve("recording.mkv");
        try (FragmentCutter cutter = FragmentCutter.open(video, CUT);
                OutputStream out = Files.newOutputStream(recording)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                Channels.newChannel(out).write(next.get().bytes());
            }
        }
        return recording;
    }
}
