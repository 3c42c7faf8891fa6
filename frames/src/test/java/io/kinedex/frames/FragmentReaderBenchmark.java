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
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Bytes per second of {@link FragmentReader}, from each of its sources, and of Amazon's parser library on one recording.
 * All read it to its end and learn each fragment's number and times and each block's track, time and payload. The
 * recording is the golden file's fragments again and again, fragments of 2 MB, or a file: {@code -p recording=PATH}.
 * Where other processes want the processors too, compare megabytes by CPU seconds and not by the clock.
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
    private Path file = Path.of("");

    /** Reports megabytes and the thread's own time next to whole recordings. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Read {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        public double megabytes;
        public double cpuSeconds;
        private long began;

        void begin() {
            began = THREADS.getCurrentThreadCpuTime();
        }

        void end(long bytes) {
            cpuSeconds += (THREADS.getCurrentThreadCpuTime() - began) / 1e9;
            megabytes += bytes / 1e6;
        }
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
        file = Files.write(Files.createTempFile("recording", ".mkv"), stream);
    }

    @TearDown
    public void remove() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public long kinedexStream(Read read) {
        read.begin();
        long bytes = payloads(new FragmentReader(new ByteArrayInputStream(stream), FragmentLimits.DEFAULTS));
        read.end(stream.length);
        return bytes;
    }

    @Benchmark
    public long kinedexMemory(Read read) {
        read.begin();
        long bytes = payloads(FragmentReader.of(ByteBuffer.wrap(stream), FragmentLimits.DEFAULTS));
        read.end(stream.length);
        return bytes;
    }

    /** Opening, mapping and unmapping the file are part of it. */
    @Benchmark
    public long kinedexMapped(Read read) {
        read.begin();
        long bytes;
        try (Arena arena = Arena.ofConfined()) {
            bytes = payloads(FragmentReader.map(file, FragmentLimits.DEFAULTS, arena));
        }
        read.end(stream.length);
        return bytes;
    }

    private static long payloads(FragmentReader open) {
        long bytes = 0;
        try (open) {
            for (Optional<Fragment> next = open.next(); next.isPresent(); next = open.next()) {
                for (Block block : next.get().blocks()) {
                    bytes += block.payload().remaining();
                }
            }
        }
        return bytes;
    }

    @Benchmark
    public long amazon(Read read) throws MkvElementVisitException {
        read.begin();
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
        read.end(stream.length);
        return bytes;
    }

    /** What no reader that checks CRC-32 can pass: one pass of it over all bytes, by the JDK's fastest way. */
    @Benchmark
    public long checksumAlone(Read read) {
        read.begin();
        CRC32 crc = new CRC32();
        crc.update(stream);
        read.end(stream.length);
        return crc.getValue();
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
