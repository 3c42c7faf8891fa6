package io.kinedex.metadata.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqStruct;
import io.kinedex.metadata.profile.Examples;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.stream.Fragments;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written by parquet-java is read by Hardwood, which shares no code with it. */
class ParquetObjectWriterTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00.193Z");

    @TempDir
    private Path folder;

    @Test
    void writesFramesAndDetectionsAsNestedLists() throws Exception {
        Path file = write(Examples.FACES, Examples.DROPPED);

        try (ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = parquet.rowReader()) {
            rows.next();
            assertThat(rows.getLong("sequence")).isEqualTo(4711);
            assertThat(rows.getInt("shard")).isEqualTo(2);
            assertThat(rows.getTimestamp("arrival")).isEqualTo(Instant.parse("2026-11-22T10:00:02.412Z"));
            assertThat(rows.getString("id")).isEqualTo(Examples.FACES.record().id());
            assertThat(rows.getString("stream_name")).isEqualTo("gate 2");
            assertThat(rows.getString("fragment_number")).hasSize(47);
            assertThat(rows.getTimestamp("fragment_start")).isEqualTo(START);
            assertThat(rows.getString("outcome")).isEqualTo("found");
            assertThat(rows.isNull("dropped_reason")).isTrue();
            List<PqStruct> frames = rows.getList("frames").structs();
            assertThat(frames).hasSize(2);
            assertThat(frames.get(0).getTimestamp("frame_time")).isEqualTo(START.plusMillis(500));
            assertThat(frames.get(1).getList("detections").isEmpty()).isTrue();
            List<PqStruct> detections = frames.get(0).getList("detections").structs();
            assertThat(detections).extracting(one -> one.getString("label")).containsExactly("face", "hand");
            assertThat(detections.get(0).getString("sighting_id")).isEqualTo("8f14e45fceea167a");
            assertThat(detections.get(1).isNull("sighting_id")).isTrue();
            assertThat(detections.get(0).getDouble("box_height")).isEqualTo(0.14444);
            assertThat(detections.get(0).getList("keypoints").structs())
                    .extracting(one -> one.getString("name"))
                    .startsWith("right-eye", "left-eye");
            assertThat(rows.getList("sightings").isEmpty()).isTrue();
            rows.next();
            assertThat(rows.getString("outcome")).isEqualTo("dropped");
            assertThat(rows.getString("dropped_reason")).isEqualTo("skipped to live");
            assertThat(rows.getList("frames").isEmpty()).isTrue();
            assertThat(rows.hasNext()).isFalse();
        }
    }

    @Test
    void writesSightings() throws Exception {
        Sighting sighting = new Sighting(
                "8f14e45fceea167a",
                "face",
                "face",
                START,
                START.plusSeconds(2),
                START.plusSeconds(1),
                new Box(0.41, 0.22, 0.08125, 0.14444),
                0.9134,
                true);
        Path file = write(published(
                1,
                new MetadataRecord(
                        "default",
                        "gate",
                        new FragmentRef("7", START, START.plusSeconds(2)),
                        new EngineRef("faces", "a-model", Fragments.DIGEST),
                        new Outcome.Found(),
                        List.of(),
                        List.of(sighting))));

        try (ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = parquet.rowReader()) {
            rows.next();
            assertThat(rows.getList("sightings").structs()).singleElement().satisfies(one -> {
                assertThat(one.getString("id")).isEqualTo("8f14e45fceea167a");
                assertThat(one.getTimestamp("start_time")).isEqualTo(START);
                assertThat(one.getTimestamp("end_time")).isEqualTo(START.plusSeconds(2));
                assertThat(one.getTimestamp("best_time")).isEqualTo(START.plusSeconds(1));
                assertThat(one.getDouble("confidence")).isEqualTo(0.9134);
                assertThat(one.getBoolean("open")).isTrue();
            });
        }
    }

    @Test
    void writesTheSameBytesForTheSameRecordsInSeveralRowGroups() throws Exception {
        PublishedRecord[] many = new PublishedRecord[40_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = published(i + 1, Fragments.record("stream-" + i % 7, i));
        }

        Path one = write(many);
        Path other = write(many);

        assertThat(Files.mismatch(one, other)).isNegative();
        try (ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(one))) {
            assertThat(parquet.getFileMetaData().numRows()).isEqualTo(many.length);
            assertThat(parquet.getFileMetaData().rowGroups().getFirst().columns())
                    .allSatisfy(column -> assertThat(column.metaData().codec()).isEqualTo(CompressionCodec.GZIP));
        }
    }

    private Path write(PublishedRecord... records) throws Exception {
        Path file = Files.createTempFile(folder, "object", ".parquet");
        try (ParquetObjectWriter writer = new ParquetObjectWriter(file)) {
            for (PublishedRecord record : records) {
                writer.append(record);
            }
            assertThat(writer.bytes()).isPositive();
        }
        return file;
    }

    private static PublishedRecord published(long sequence, MetadataRecord record) {
        return new PublishedRecord(new SequenceNumber(sequence), 0, START, record);
    }
}
