package io.kinedex.frames;

import static io.kinedex.frames.EbmlWriter.*;
import static io.kinedex.frames.FragmentReaderTest.cluster;
import static io.kinedex.frames.GoldenFragmentsTest.bytes;
import static io.kinedex.frames.GoldenFragmentsTest.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FragmentsInMemoryTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void givesSlicesOfTheRecordingAndNoCopies() {
        byte[] one = kinesisFragment(1, 2, 100);
        byte[] recording = join(one, kinesisFragment(2, 2, 100));
        FragmentReader reader = FragmentReader.of(ByteBuffer.wrap(recording), FragmentLimits.DEFAULTS);
        List<Fragment> fragments = ReadFrom.readAll(reader);

        recording[one.length - 1] = 'x';
        recording[recording.length - 1] = 'y';

        for (int i = 0; i < 2; i++) {
            ByteBuffer bytes = fragments.get(i).bytes();
            assertThat(bytes.isReadOnly()).isTrue();
            assertThat(bytes.get(bytes.limit() - 1)).isEqualTo((byte) (i == 0 ? 'x' : 'y'));
        }
    }

    @Test
    void leavesTheRecordingAsItIsWhereAFragmentMustDiffer() {
        byte[] recording = join(
                ebmlHeader(),
                element(
                        EbmlIds.SEGMENT,
                        info(1_000_000),
                        element(EbmlIds.ATTACHMENTS, payload(300, 1)),
                        tracks(videoTrack(1)),
                        element(EbmlIds.ATTACHMENTS, payload(300, 2)),
                        cluster(0),
                        cluster(40)));
        byte[] before = recording.clone();

        List<Fragment> fragments =
                ReadFrom.readAll(FragmentReader.of(ByteBuffer.wrap(recording), FragmentLimits.DEFAULTS));

        assertThat(recording).isEqualTo(before);
        assertThat(fragments).hasSize(2);
        List<Fragment> streamed = ReadFrom.STREAM.readAll(recording);
        for (int i = 0; i < 2; i++) {
            assertThat(bytes(fragments.get(i))).isEqualTo(bytes(streamed.get(i)));
        }
    }

    @Test
    void parsesADocumentFromABuffersPositionToItsLimit() {
        byte[] document = kinesisFragment(4, 2, 50);
        ByteBuffer buffer = ByteBuffer.wrap(join(new byte[5], document, new byte[5]), 5, document.length);

        Fragment fragment = Fragment.parse(buffer, FragmentLimits.DEFAULTS);

        assertThat(bytes(fragment)).isEqualTo(document);
        assertThat(bytes(fragment.blocks().get(1).payload())).isEqualTo(payload(50, 1));
        assertThat(buffer.position()).isEqualTo(5);
    }

    @Test
    void readsAMappedFile() throws IOException {
        byte[] recording = golden("get-media.mkv");
        Path file = Files.write(folder.resolve("recording.mkv"), recording);

        try (Arena arena = Arena.ofShared();
                FragmentReader reader = FragmentReader.map(file, FragmentLimits.DEFAULTS, arena)) {
            List<Fragment> fragments = ReadFrom.readAll(reader);

            assertThat(join(fragments.stream().map(GoldenFragmentsTest::bytes).toList()))
                    .isEqualTo(recording);
            assertThat(reader.position()).isEqualTo(recording.length);
        }
    }

    @Test
    void readsAMappedFileOfMoreThanTwoGigabytes() throws IOException {
        byte[] one = kinesisFragment(1, 2, 100);
        byte[] two = kinesisFragment(2, 2, 100);
        long gap = 5L << 30;
        Path file = Files.write(folder.resolve("sparse.mkv"), join(one, id(EbmlIds.VOID), vint(gap, 8)));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(two), out.size() + gap);
        }
        FragmentLimits patient = new FragmentLimits(50L << 20, 100, 3, 10, 100, gap * 2);

        try (FragmentReader reader = FragmentReader.map(file, patient, Arena.ofAuto())) {
            List<Fragment> fragments = ReadFrom.readAll(reader);

            assertThat(fragments.stream().map(GoldenFragmentsTest::bytes)).containsExactly(one, two);
            assertThat(reader.position()).isEqualTo(Files.size(file));
        }
    }

    @Test
    void aMappedFilesFragmentsEndWithTheirArenaAndNotWithTheReader() throws IOException {
        Path file = Files.write(folder.resolve("recording.mkv"), kinesisFragment(1, 2, 100));
        Arena arena = Arena.ofShared();
        FragmentReader reader = FragmentReader.map(file, FragmentLimits.DEFAULTS, arena);
        Fragment fragment = reader.next().orElseThrow();

        reader.close();
        assertThat(bytes(fragment)).isEqualTo(kinesisFragment(1, 2, 100));

        arena.close();
        assertThatThrownBy(() -> bytes(fragment)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEmptyFileHasNoFragments() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.mkv"));

        assertThat(FragmentReader.map(file, FragmentLimits.DEFAULTS, Arena.ofAuto())
                        .next())
                .isEmpty();
    }

    @Test
    void saysWhichFileCannotBeMapped() {
        Path file = folder.resolve("absent.mkv");

        assertThatThrownBy(() -> FragmentReader.map(file, FragmentLimits.DEFAULTS, Arena.ofAuto()))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.READ_FAILED))
                .hasMessageContaining("absent.mkv cannot be mapped");
    }
}
