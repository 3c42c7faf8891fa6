package io.kinedex.metadata.stream;

import io.kinedex.metadata.record.MetadataRecord;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The other process of {@link KilledProcessTest}: several threads append without end, each to its own stream name,
 * from a little before its checkpoint, and print what was acknowledged, one line each. Exits when its input ends.
 */
final class AppendingChild {
    static final int STREAMS = 6;
    private static final long REPLAYED = 3;

    private AppendingChild() {}

    public static void main(String[] args) throws Exception {
        StreamOptions options = StreamOptions.defaults().withFreeBytesMin(0).withMemory(1 << 20, 1 << 20);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        RocksMetadataStream stream = RocksMetadataStream.open(Path.of(args[0]), options);
        for (int name = 0; name < STREAMS; name++) {
            String own = "s" + name;
            Thread.ofVirtual().start(() -> appendForEver(stream, own, out));
        }
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
    }

    private static void appendForEver(MetadataStream stream, String name, PrintStream out) {
        long done = stream.checkpoint(name)
                .map(checkpoint -> new BigInteger(checkpoint.fragmentNumber()).longValueExact())
                .orElse(0L);
        for (long fragment = Math.max(1, done - REPLAYED); ; fragment++) {
            List<MetadataRecord> records =
                    List.of(Fragments.record(name, fragment), Fragments.record(name, fragment, "f".repeat(64)));
            stream.append(records, Fragments.checkpoint(name, fragment));
            out.println(name + " " + fragment);
        }
    }
}
