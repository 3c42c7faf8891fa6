package io.kinedex.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.speech.SpeechSegment;
import io.kinedex.inference.speech.SpeechStream;
import io.kinedex.inference.speech.VoiceActivity;
import io.kinedex.ingest.SpokenVideo;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.archive.FragmentArchive.Placing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSoundTest {
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final VoiceActivity voices =
            VoiceActivity.open(BundleCatalogue.bundled().find("sound-levels").orElseThrow(), PinnedStore.configured());
    private FragmentArchive archive;
    private final List<ArchivedFragment> rows = new ArrayList<>();

    @BeforeEach
    void fill() throws Exception {
        archive = FragmentArchive.open(
                folder.resolve("archive"),
                new ArchiveOptions(1 << 24, 0, 1 << 24, Duration.ofDays(1), Long.MAX_VALUE),
                Clock.systemUTC());
        Path video = SpokenVideo.write(folder.resolve("v.mp4"));
        try (FragmentCutter cutter = FragmentCutter.open(video, CutOptions.startingAt(START))) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                Fragment fragment = next.get();
                rows.add(archive.append("s", fragment, new Placing(fragment.number(), Duration.ZERO, false)));
            }
        }
    }

    @AfterEach
    void close() {
        archive.close();
        voices.close();
    }

    @Test
    void aFormerStateGoesOnInTheNextFragmentAlone() throws Exception {
        try (StreamSound<SpeechSegment> first = sound("")) {
            // After four seconds he is in the middle of a sentence.
            assertThat(segments(first, rows.subList(0, 2))).isEmpty();
            String state = first.state();
            List<String> whole = told(segments(first, rows.subList(2, rows.size())));
            assertThat(whole).hasSizeGreaterThan(1);
            try (StreamSound<SpeechSegment> next = sound(state);
                    StreamSound<SpeechSegment> late = sound(state)) {
                assertThat(next.state()).isEqualTo(state);
                assertThat(next.beginsAfreshAt(rows.get(2))).isFalse();
                assertThat(told(segments(next, rows.subList(2, rows.size())))).isEqualTo(whole);

                assertThat(late.beginsAfreshAt(rows.get(5))).isTrue();
                for (SpeechSegment segment : segments(late, rows.subList(5, rows.size()))) {
                    assertThat(segment.start()).isAfterOrEqualTo(rows.get(5).start());
                }
            }
        }
    }

    @Test
    void aStateThatIsNoneIsGivenUp() throws Exception {
        try (StreamSound<SpeechSegment> sound = sound("nonsense")) {
            assertThat(sound.beginsAfreshAt(rows.getFirst())).isTrue();
            assertThat(segments(sound, rows)).isNotEmpty();
        }
    }

    private StreamSound<SpeechSegment> sound(String state) {
        return new StreamSound<>("s", new SpeechStream.Source(voices), archive, state);
    }

    private static List<String> told(List<SpeechSegment> segments) {
        return segments.stream()
                .map(each -> each.start() + " " + Arrays.hashCode(each.samples()))
                .toList();
    }

    private List<SpeechSegment> segments(StreamSound<SpeechSegment> sound, List<ArchivedFragment> which)
            throws InterruptedException {
        List<SpeechSegment> segments = new ArrayList<>();
        for (ArchivedFragment row : which) {
            segments.addAll(sound.hear(row, archive.read(row)).ended());
        }
        return segments;
    }
}
