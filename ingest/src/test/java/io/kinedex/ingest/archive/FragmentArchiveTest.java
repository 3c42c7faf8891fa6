package io.kinedex.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.TestVideo;
import io.kinedex.ingest.archive.FragmentArchive.ArchiveOptions;
import io.kinedex.ingest.archive.FragmentArchive.Placing;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FragmentArchiveTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final FragmentNumber NONE = new FragmentNumber(BigInteger.ZERO);

    @TempDir
    private static Path media;

    private static List<Fragment> fragments = List.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void cutAVideo() {
        Path file = TestVideo.write(media.resolve("v.mp4"), 8);
        List<Fragment> cut = new ArrayList<>();
        CutOptions options = new CutOptions(START, FragmentNumber.ONE, Duration.ofSeconds(1), 1 << 20);
        try (FragmentCutter cutter = FragmentCutter.open(file, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get());
            }
        }
        assertThat(cut).hasSizeGreaterThan(4);
        fragments = List.copyOf(cut);
    }

    private FragmentArchive open(long segmentBytes, long retentionBytes) {
        ArchiveOptions options = new ArchiveOptions(segmentBytes, 0, 1 << 20, Duration.ofDays(1), retentionBytes);
        return FragmentArchive.open(folder, options, Clock.systemUTC());
    }

    private static void appendAll(FragmentArchive archive, String stream) {
        for (Fragment fragment : fragments) {
            archive.append(stream, fragment, new Placing(fragment.number(), Duration.ZERO, false));
        }
    }

    @Test
    void readsBackWhatWasAppendedByteForByte() {
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            appendAll(archive, "a");
            Optional<ArchivedFragment> row = archive.after("a", NONE);
            for (Fragment fragment : fragments) {
                Fragment back = archive.read(row.orElseThrow());
                assertThat(back.bytes()).isEqualTo(fragment.bytes());
                assertThat(back.number()).isEqualTo(fragment.number());
                assertThat(back.producerStart()).isEqualTo(fragment.producerStart());
                row = archive.after("a", fragment.number());
            }
            assertThat(row).isEmpty();
        }
    }

    @Test
    void streamsAreKeptApartEvenWhereOneNameBeginsWithTheOther() {
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            appendAll(archive, "cam");
            assertThat(archive.after("cam-2", NONE)).isEmpty();
            assertThat(archive.after("ca", NONE)).isEmpty();
            appendAll(archive, "cam-2");
            assertThat(archive.totals("cam").fragments()).isEqualTo(fragments.size());
            archive.delete("cam");
            assertThat(archive.totals("cam-2").fragments()).isEqualTo(fragments.size());
            assertThat(archive.after("cam", NONE)).isEmpty();
        }
    }

    @Test
    void numbersOfManyDigitsSortAsNumbers() {
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            FragmentNumber small = FragmentNumber.parse("99");
            FragmentNumber large = FragmentNumber.parse("91343852333181432392682062607724920111437915647");
            archive.append("k", fragments.get(0), new Placing(small, Duration.ZERO, false));
            archive.append("k", fragments.get(1), new Placing(large, Duration.ZERO, true));
            assertThat(archive.after("k", small).orElseThrow().number()).isEqualTo(large);
            assertThat(archive.newest("k").orElseThrow().endOfSession()).isTrue();
            assertThatThrownBy(() ->
                            archive.append("k", fragments.get(2), new Placing(small.next(), Duration.ZERO, false)))
                    .isInstanceOf(IngestException.class)
                    .hasMessageContaining("is not after it");
        }
    }

    @Test
    void goesOnAfterBytesThatNoRowCounts() throws IOException {
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            archive.append("a", fragments.get(0), new Placing(FragmentNumber.ONE, Duration.ZERO, false));
        }
        Path segment = folder.resolve("streams/a/000000000001.mkv");
        Files.write(segment, new byte[1234], StandardOpenOption.APPEND);
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            ArchivedFragment second =
                    archive.append("a", fragments.get(1), new Placing(FragmentNumber.of(2), Duration.ZERO, false));
            assertThat(second.offset()).isEqualTo(fragments.get(0).bytes().remaining());
            assertThat(archive.read(second).bytes()).isEqualTo(fragments.get(1).bytes());
            assertThat(Files.size(segment)).isEqualTo(second.offset() + second.length());
        }
    }

    @Test
    void findsWhatCoversAnInterval() {
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            appendAll(archive, "a");
            Fragment third = fragments.get(2);
            List<ArchivedFragment> rows = archive.covering(
                    "a",
                    third.producerStart().plusMillis(1),
                    third.producerEnd().plusMillis(1),
                    100);
            assertThat(rows)
                    .extracting(ArchivedFragment::number)
                    .containsExactly(third.number(), third.number().next());
            assertThat(archive.covering("a", START.minusSeconds(9), START, 100)).isEmpty();
            assertThat(archive.covering("a", START.minusSeconds(9), START.plusMillis(1), 100))
                    .hasSize(1);
        }
    }

    @Test
    void retentionTakesWholeSegmentsThatHaveBeenAnalysed() {
        int two =
                fragments.get(0).bytes().remaining() + fragments.get(1).bytes().remaining();
        try (FragmentArchive archive = open(two, 1)) {
            appendAll(archive, "a");
            assertThat(archive.trim("a", NONE)).isZero();
            FragmentNumber last = fragments.getLast().number();
            assertThat(archive.trim("a", last)).isPositive();
            ArchivedFragment oldest = archive.after("a", NONE).orElseThrow();
            assertThat(oldest.number()).isGreaterThan(FragmentNumber.ONE);
            assertThat(archive.read(oldest).number()).isEqualTo(oldest.number());
            assertThat(archive.totals("a").fragments()).isEqualTo(archive.lastOrdinal("a") - oldest.ordinal() + 1);
        }
    }

    @Test
    void numbersGoOnAfterAStreamWasRemoved() {
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            appendAll(archive, "a");
            archive.delete("a");
            assertThat(archive.lastNumber("a")).contains(fragments.getLast().number());
            assertThat(archive.newest("a")).isEmpty();
        }
    }

    private static SourcePosition at(String source, long number, Fragment fragment) {
        return new SourcePosition(
                source,
                FragmentNumber.of(number),
                "token-" + number,
                fragment.producerStart(),
                fragment.producerEnd(),
                Optional.of(START.plusSeconds(number)));
    }

    @Test
    void sourceIsTakenOnceAndItsPositionComesBackWithItsFragments() {
        Fragment fragment = fragments.getFirst();
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            assertThat(archive.append("a", fragment, at("kvs", 500, fragment))).isPresent();
            assertThat(archive.append("a", fragment, at("kvs", 500, fragment))).isEmpty();
            assertThat(archive.append("a", fragment, at("kvs", 499, fragment))).isEmpty();
            assertThat(archive.append("a", fragment, at("kvs", 700, fragment))).isPresent();
        }
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            assertThat(archive.position("a", "kvs")).contains(at("kvs", 700, fragment));
            assertThat(archive.positions("a")).hasSize(1);
            assertThat(archive.append("a", fragment, at("kvs", 700, fragment))).isEmpty();
            assertThat(archive.lastNumber("a")).contains(FragmentNumber.of(700));
            assertThat(archive.lastOrdinal("a")).isEqualTo(2);
        }
    }

    @Test
    void sourceWhoseNumbersTheStreamHasPassedIsCountedOn() {
        Fragment fragment = fragments.getFirst();
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            archive.append("a", fragment, new Placing(FragmentNumber.of(900), Duration.ZERO, true));
            assertThat(archive.append("a", fragment, at("kvs", 5, fragment))
                            .orElseThrow()
                            .number())
                    .isEqualTo(FragmentNumber.of(901));
            assertThat(archive.append("a", fragment, at("other", 5, fragment))
                            .orElseThrow()
                            .number())
                    .isEqualTo(FragmentNumber.of(902));
            assertThat(archive.append("a", fragment, at("kvs", 1000, fragment))
                            .orElseThrow()
                            .number())
                    .isEqualTo(FragmentNumber.of(1000));
        }
    }

    @Test
    void whereReadingBeganIsKeptUntilTheFirstFragmentAndGoesWithTheStream() {
        Fragment fragment = fragments.getFirst();
        try (FragmentArchive archive = open(1 << 20, Long.MAX_VALUE)) {
            SourcePosition begin = SourcePosition.begin("kvs", START);
            assertThat(archive.begin("a", begin)).isEqualTo(begin);
            assertThat(archive.begin("a", SourcePosition.begin("kvs", START.plusSeconds(9))))
                    .isEqualTo(begin);
            assertThat(begin.hasFragment()).isFalse();
            assertThat(archive.append("a", fragment, at("kvs", 5, fragment))).isPresent();
            assertThat(archive.begin("a", begin)).isEqualTo(at("kvs", 5, fragment));
            archive.delete("a");
            assertThat(archive.position("a", "kvs")).isEmpty();
        }
    }
}
