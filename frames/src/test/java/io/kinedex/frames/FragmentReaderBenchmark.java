package io.kinedex.frames;

import com.amazonaws.kinesisvideo.parser.ebml.InputStreamParserByteSource;
import com.amazonaws.kinesisvideo.parser.ebml.MkvTypeInfos;
import com.amazonaws.kinesisvideo.parser.mkv.Frame;
import com.amazonaws.kinesisvideo.parser.mkv.MkvDataElement;
import com.amazonaws.kinesisvideo.parser.mkv.MkvElement;
import com.amazonaws.kinesisvideo.parser.mkv.MkvElementVisitException;
import com.amazonaws.kinesisvideo.parser.mkv.StreamingMkvReader;
import com.amazonaws.kinesisvideo.parser.utilities.FragmentMetadataVisitor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Bytes per second of {@link FragmentReader} and of Amazon's parser library on one recording in memory. Both read the
 * stream to its end and learn each fragment's number and times and each block's track, time and
 * payload. The recording is the golden file's fragments
 * again and again, fragments of 2 MB, or a file: {@code -p recording=PATH}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FragmentReaderBenchmark {
    private static final int RECORDING_BYTES = 32 << 20;
    private static final int FRAME_BYTES = 2_000_000 / 60;

    /** {@code golden}, {@code 2MB} or the path of a recording. */
    @Param({"golden", "2MB"})
    public String recording = "golden";

    private byte[] stream = new byte[0];

    /** Reports megabytes next to whole recordings. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Read {
        public double megabytes;
    }

    @Setup
    public void record() throws IOException {
        stream = switch (recording) {
            case "golden" -> repeated(List.of(GoldenFragmentsTest.golden("get-media.mkv")));
            case "2MB" ->
                repeated(List.of(
                        EbmlWriter.kinesisFragment(1, 60, FRAME_BYTES),
                        EbmlWriter.kinesisFragment(2, 60, FRAME_BYTES)));
            default -> repeated(List.of(Files.readAllBytes(Path.of(recording))));
        };
    }

    @Benchmark
    public long kinedex(Read read) {
        long bytes = 0;
        try (FragmentReader reader = new FragmentReader(new ByteArrayInputStream(stream), FragmentLimits.DEFAULTS)) {
            for (Optional<Fragment> next = reader.next(); next.isPresent(); next = reader.next()) {
                for (Block block : next.get().blocks()) {
                    bytes += block.payload().remaining();
                }
            }
        }
        read.megabytes += stream.length / 1e6;
        return bytes;
    }

    @Benchmark
    public long amazon(Read read) throws MkvElementVisitException {
        StreamingMkvReader reader =
                StreamingMkvReader.createDefault(new InputStreamParserByteSource(new ByteArrayInputStream(stream)));
        FragmentMetadataVisitor visitor = FragmentMetadataVisitor.create();
        long bytes = 0;
        while (reader.mightHaveNext()) {
            Optional<MkvElement> element = reader.nextIfAvailable();
            if (element.isPresent()) {
                element.get().accept(visitor);
                bytes += frameBytes(element.get());
            }
        }
        read.megabytes += stream.length / 1e6;
        return bytes;
    }

    /** A block's track, time and payload come out of that library in a Frame. */
    private static int frameBytes(MkvElement element) throws MkvElementVisitException {
        if (element instanceof MkvDataElement data
                && MkvTypeInfos.SIMPLEBLOCK.equals(data.getElementMetaData().getTypeInfo())) {
            return ((Frame) data.getValueCopy().getVal()).getFrameData().remaining();
        }
        return 0;
    }

    private static byte[] repeated(List<byte[]> documents) {
        List<byte[]> parts = new ArrayList<>();
        for (long bytes = 0; bytes < RECORDING_BYTES; ) {
            byte[] document = documents.get(parts.size() % documents.size());
            parts.add(document);
            bytes += document.length;
        }
        return EbmlWriter.join(parts);
    }
}
