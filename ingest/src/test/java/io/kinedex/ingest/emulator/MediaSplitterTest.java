package io.kinedex.ingest.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentLimits;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FragmentReader;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.InBandErrorException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes answers apart as the endpoint gives them, and reads what faults make of them with the consumer's own reader. */
class MediaSplitterTest {
    /** What the endpoint leaves out: seek heads, cues, padding, and tags of an earlier service. */
    private static final Set<Integer> LEFT_OUT = Set.of(0x114D9B74, 0x1C53BB6B, 0xEC, Ebml.TAGS);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private static Path folder;

    private static List<byte[]> documents = List.of();

    @BeforeAll
    static void makeDocuments() {
        List<byte[]> made = new ArrayList<>();
        Path card = TestCard.file(new FeedOptions.Media.TestCard(), folder).orElseThrow();
        CutOptions options = new CutOptions(START, FragmentNumber.ONE, Duration.ofSeconds(1), 1 << 20);
        try (FragmentCutter cutter = FragmentCutter.open(card, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                byte[] bytes = new byte[next.get().bytes().remaining()];
                next.get().bytes().get(bytes);
                made.add(tagged(bytes, next.get()));
            }
        }
        documents = List.copyOf(made);
        assertThat(documents).hasSizeGreaterThanOrEqualTo(9);
    }

    /** As GetMedia sends it. */
    private static byte[] tagged(byte[] document, Fragment fragment) {
        MediaSplitter splitter = new MediaSplitter();
        splitter.add(document, 0, document.length);
        MediaUnit plain = splitter.last().or(splitter::next).or(splitter::last).orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, String> before = new LinkedHashMap<>();
        before.put(MediaUnit.NUMBER, fragment.number().toString());
        before.put(
                "AWS_KINESISVIDEO_PRODUCER_TIMESTAMP",
                String.valueOf(fragment.producerStart().getEpochSecond()));
        for (MediaUnit.Part part : plain.parts()) {
            if (LEFT_OUT.contains(part.id())) {
                continue;
            }
            if (part.id() == Ebml.CLUSTER) {
                out.writeBytes(TagsElement.of(before));
            }
            out.writeBytes(part.id() == Ebml.SEGMENT ? Ebml.openHead(Ebml.SEGMENT) : part.bytes());
        }
        Map<String, String> after = new LinkedHashMap<>();
        after.put(MediaUnit.LAG, "0");
        after.put(MediaUnit.TOKEN, fragment.number().toString());
        out.writeBytes(TagsElement.of(after));
        return out.toByteArray();
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static List<MediaUnit> split(byte[] bytes, int step) {
        MediaSplitter splitter = new MediaSplitter();
        List<MediaUnit> units = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += step) {
            splitter.add(bytes, at, Math.min(step, bytes.length - at));
            for (Optional<MediaUnit> unit = splitter.next(); unit.isPresent(); unit = splitter.next()) {
                units.add(unit.get());
            }
        }
        splitter.last().ifPresent(units::add);
        assertThat(splitter.rest()).isEmpty();
        return units;
    }

    private static Fragment only(byte[] document) {
        return Fragment.parse(document, FragmentLimits.DEFAULTS);
    }

    private static MediaUnit first() {
        return split(documents.getFirst(), 1 << 20).getFirst();
    }

    @Test
    void cutsAnAnswerWhereverItsWritesEnd() {
        byte[] answer = joined(documents);
        for (int step : new int[] {1, 7, 1000, answer.length}) {
            List<MediaUnit> units = split(answer, step);
            assertThat(units).hasSameSizeAs(documents);
            for (int i = 0; i < units.size(); i++) {
                assertThat(units.get(i).bytes()).isEqualTo(documents.get(i));
                assertThat(units.get(i).number()).contains(FragmentNumber.of(i + 1));
            }
        }
    }

    @Test
    void givesAFragmentOutWithItsTokenAndDoesNotWaitForTheNext() {
        MediaSplitter splitter = new MediaSplitter();
        byte[] document = documents.getFirst();
        splitter.add(document, 0, document.length - 1);
        assertThat(splitter.next()).isEmpty();
        splitter.add(document, document.length - 1, 1);
        assertThat(splitter.next()).isPresent();
    }

    @Test
    void passesOnWhatIsNoMatroska() {
        MediaSplitter splitter = new MediaSplitter();
        byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7};
        splitter.add(bytes, 0, bytes.length);
        assertThat(splitter.next()).isEmpty();
        assertThat(splitter.isPassing()).isTrue();
        assertThat(splitter.rest()).isEqualTo(bytes);
    }

    @Test
    void anErrorDocumentIsReadAsAnError() {
        byte[] error = first().error(4503);
        try (FragmentReader reader =
                new FragmentReader(new ByteArrayInputStream(joined(List.of(documents.getFirst(), error))), limits())) {
            assertThat(reader.next()).isPresent();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(InBandErrorException.class)
                    .hasMessageContaining("4503");
        }
    }

    private static FragmentLimits limits() {
        return FragmentLimits.DEFAULTS;
    }

    @Test
    void leavesTagsOut() {
        assertThat(only(first().withoutTag(MediaUnit.TOKEN).bytes()).continuationToken())
                .isEmpty();
        assertThat(only(first().withoutTag(MediaUnit.LAG).bytes()).millisBehindNow())
                .isEmpty();
        assertThat(only(first().withoutTag(MediaUnit.LAG).bytes()).continuationToken())
                .isPresent();
    }

    @Test
    void reversesTags() {
        MediaUnit reversed = first().withTagsReversed();
        assertThat(only(reversed.bytes()).tags().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        only(first().bytes()).tags().keySet());
        assertThat(reversed.bytes()).isNotEqualTo(first().bytes());
        assertThat(reversed.withTagsReversed().number()).contains(FragmentNumber.ONE);
    }

    @Test
    void emptiesAFragment() {
        Fragment empty = only(first().withoutClusters().bytes());
        assertThat(empty.blocks()).isEmpty();
        assertThat(empty.number()).isEqualTo(FragmentNumber.ONE);
    }

    @Test
    void damagesInThreeWays() throws IOException {
        MediaUnit unit = first();
        Fragment whole = only(unit.bytes());
        Fragment changed = only(unit.damaged(FaultEffect.Damage.PAYLOAD).bytes());
        assertThat(changed.blocks()).hasSameSizeAs(whole.blocks());
        assertThat(Arrays.equals(unit.damaged(FaultEffect.Damage.PAYLOAD).bytes(), unit.bytes()))
                .isFalse();
        assertThatThrownBy(() -> only(unit.damaged(FaultEffect.Damage.CRC).bytes()))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.CHECKSUM));
        assertThatThrownBy(() -> only(unit.damaged(FaultEffect.Damage.STRUCTURE).bytes()))
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(FramesException.Code.MALFORMED));
    }
}
