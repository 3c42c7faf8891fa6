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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several fragments on their way into the archive at the same time. */
class FragmentInflowTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final FragmentNumber NONE = new FragmentNumber(BigInteger.ZERO);
    private static final long ONE_FILE = 1 << 20;

    @TempDir
    private static Path media;

    private static List<Fragment> fragments = List.of();

    @TempDir
    private Path folder;

    private Optional<FragmentArchive> opened = Optional.empty();

    @BeforeAll
    static void cutAVideo() {
        Path file = TestVideo.write(media.resolve("v.mp4"), 6);
        List<Fragment> cut = new ArrayList<>();
        CutOptions options = new CutOptions(START, FragmentNumber.ONE, Duration.ofSeconds(1), 1 << 20);
        try (FragmentCutter cutter = FragmentCutter.open(file, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get());
            }
        }
        fragments = List.copyOf(cut);
    }

    private FragmentArchive open(long segmentBytes) {
        opened.ifPresent(FragmentArchive::close);
        ArchiveOptions options = new ArchiveOptions(segmentBytes, 0, 1 << 20, Duration.ofDays(1), Long.MAX_VALUE);
        FragmentArchive archive = FragmentArchive.open(folder, options, Clock.systemUTC());
        opened = Optional.of(archive);
        return archive;
    }

    @AfterEach
    void close() {
        opened.ifPresent(FragmentArchive::close);
    }

    private static IncomingFragment written(FragmentInflow inflow, Fragment fragment) throws IOException {
        IncomingFragment incoming = inflow.begin();
        byte[] bytes = new byte[fragment.bytes().remaining()];
        fragment.bytes().get(bytes);
        incoming.bytes().write(bytes);
        return incoming;
    }

    private static IncomingFragment finished(FragmentInflow inflow, Fragment fragment) throws IOException {
        IncomingFragment incoming = written(inflow, fragment);
        incoming.finish(new IncomingFragment.Keeping(
                fragment.number(), fragment.producerStart(), fragment.producerEnd(), START, false));
        return incoming;
    }

    private static List<Fragment> archived(FragmentArchive archive, String stream) {
        List<Fragment> found = new ArrayList<>();
        for (Optional<ArchivedFragment> row = archive.after(stream, NONE);
                row.isPresent();
                row = archive.after(stream, row.get().number())) {
            found.add(archive.read(row.get()));
        }
        return found;
    }

    private static void assertSame(List<Fragment> found, List<Fragment> expected) {
        assertThat(found)
                .extracting(Fragment::bytes)
                .isEqualTo(expected.stream().map(Fragment::bytes).toList());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("streams/a"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void theNextArrivesWhileThoseBeforeAreNotKeptAsYet() throws IOException {
        FragmentArchive archive = open(ONE_FILE);
        try (FragmentInflow inflow = archive.inflow("a")) {
            IncomingFragment first = finished(inflow, fragments.get(0));
            IncomingFragment second = finished(inflow, fragments.get(1));
            IncomingFragment third = written(inflow, fragments.get(2));
            assertThat(archive.newest("a")).isEmpty();
            assertThat(inflow.keep(List.of(first, second)))
                    .extracting(ArchivedFragment::ordinal)
                    .containsExactly(1L, 2L);
            assertSame(archived(archive, "a"), fragments.subList(0, 2));
            third.close();
            inflow.keep(List.of(finished(inflow, fragments.get(3))));
        }
        assertSame(archived(archive, "a"), List.of(fragments.get(0), fragments.get(1), fragments.get(3)));
        assertThat(files()).hasSize(1);
    }

    @Test
    void fragmentsThatGoTogetherMayLieInSeveralFiles() throws IOException {
        int two =
                fragments.get(0).bytes().remaining() + fragments.get(1).bytes().remaining();
        FragmentArchive archive = open(two);
        List<IncomingFragment> all = new ArrayList<>();
        try (FragmentInflow inflow = archive.inflow("a")) {
            for (Fragment fragment : fragments) {
                all.add(finished(inflow, fragment));
            }
            inflow.keep(all);
        }
        assertSame(archived(archive, "a"), fragments);
        assertThat(files()).hasSizeGreaterThan(1);
        assertSame(archived(open(two), "a"), fragments);
        assertThat(opened.orElseThrow().totals("a").fragments()).isEqualTo(fragments.size());
    }

    @Test
    void whatIsNotKeptWhenItEndsLeavesNoTrace() throws IOException {
        FragmentArchive archive = open(ONE_FILE);
        try (FragmentInflow inflow = archive.inflow("a")) {
            IncomingFragment first = finished(inflow, fragments.get(0));
            IncomingFragment second = finished(inflow, fragments.get(1));
            IncomingFragment third = written(inflow, fragments.get(2));
            inflow.keep(List.of(first));
            assertThat(second.length()).isPositive();
            third.close();
        }
        assertSame(archived(archive, "a"), fragments.subList(0, 1));
        archive.append("a", fragments.get(4), new Placing(fragments.get(4).number(), Duration.ZERO, false));
        List<Fragment> expected = List.of(fragments.get(0), fragments.get(4));
        assertSame(archived(archive, "a"), expected);
        assertSame(archived(open(ONE_FILE), "a"), expected);
    }

    @Test
    void aFragmentThatIsAppendedInTheMeantimeComesFirst() throws IOException {
        FragmentArchive archive = open(ONE_FILE);
        try (FragmentInflow inflow = archive.inflow("a")) {
            IncomingFragment first = finished(inflow, fragments.get(0));
            archive.append("a", fragments.get(3), new Placing(FragmentNumber.of(100), Duration.ZERO, false));
            assertThat(inflow.keep(List.of(first)))
                    .extracting(ArchivedFragment::number)
                    .containsExactly(FragmentNumber.of(101));
        }
        assertSame(archived(archive, "a"), List.of(fragments.get(3), fragments.get(0)));
        assertThat(files()).hasSize(2);
    }

    @Test
    void aStreamThatIsRemovedUnderItKeepsNothing() throws IOException {
        FragmentArchive archive = open(ONE_FILE);
        try (FragmentInflow inflow = archive.inflow("a")) {
            IncomingFragment first = finished(inflow, fragments.get(0));
            archive.delete("a");
            assertThatThrownBy(inflow::begin).isInstanceOf(IngestException.class);
            assertThatThrownBy(() -> inflow.keep(List.of(first)))
                    .isInstanceOfSatisfying(
                            IngestException.class, e -> assertThat(e.code()).isEqualTo(IngestException.Code.NOT_FOUND));
        }
        assertThat(archive.newest("a")).isEmpty();
        archive.append("a", fragments.get(1), new Placing(FragmentNumber.of(2), Duration.ZERO, false));
        assertSame(archived(archive, "a"), fragments.subList(1, 2));
    }

    @Test
    void aFileThatIsBeingWrittenStays() throws IOException {
        ArchiveOptions options = new ArchiveOptions(ONE_FILE, 0, 1 << 20, Duration.ZERO, Long.MAX_VALUE);
        FragmentArchive archive = FragmentArchive.open(folder, options, Clock.systemUTC());
        opened = Optional.of(archive);
        try (FragmentInflow inflow = archive.inflow("a")) {
            IncomingFragment first = finished(inflow, fragments.get(0));
            IncomingFragment second = finished(inflow, fragments.get(1));
            inflow.keep(List.of(first));
            assertThat(archive.trim("a", FragmentNumber.of(100))).isZero();
            inflow.keep(List.of(second));
            assertThat(archive.trim("a", FragmentNumber.of(100))).isEqualTo(2);
            inflow.keep(List.of(finished(inflow, fragments.get(2))));
        }
        assertSame(archived(archive, "a"), fragments.subList(2, 3));
    }
}
