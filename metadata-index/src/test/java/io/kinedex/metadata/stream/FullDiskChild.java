package io.kinedex.metadata.stream;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RandomRecords;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The other process of {@link FullDiskTest}, which takes its disk away and gives it back. It says what it has done, line
 * by line, and goes on when it is sent a line.
 */
final class FullDiskChild {
    /** Begins each line that is meant for the test; the log writes there too. */
    static final String SAID = "> ";

    private static final int FRAGMENTS_MAX = 2_000;
    private static final int AFTERWARDS = 50;

    private final RocksMetadataStream stream;
    private final RandomRecords random = new RandomRecords(new Random(5));
    private final List<String> acknowledged = new ArrayList<>();

    private FullDiskChild(RocksMetadataStream stream) {
        this.stream = stream;
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        StreamOptions options = StreamOptions.defaults().withFreeBytesMin(0).withMemory(1 << 20, 1 << 20);
        try (RocksMetadataStream stream = RocksMetadataStream.open(Path.of(args[0]), options)) {
            FullDiskChild child = new FullDiskChild(stream);
            child.append();
            System.out.println(SAID + "ready");
            in.readLine();
            System.out.println(SAID + "full " + child.appendUntilFull());
            System.out.println(SAID + "full " + child.appendUntilFull());
            System.out.println(SAID + "readable " + child.allThere());
            in.readLine();
            for (int i = 0; i < AFTERWARDS; i++) {
                child.append();
            }
            System.out.println(SAID + "again " + child.allThere());
        }
    }

    private String appendUntilFull() {
        for (int i = 0; i < FRAGMENTS_MAX; i++) {
            try {
                append();
            } catch (MetadataException e) {
                return String.valueOf(e.code());
            }
        }
        return "never";
    }

    private void append() {
        MetadataRecord record = random.next("gate", acknowledged.size() + 1);
        stream.append(List.of(record), Fragments.checkpoint("gate", acknowledged.size() + 1));
        acknowledged.add(record.id());
    }

    /** A record that was refused may be there all the same; one that was acknowledged must be. */
    private boolean allThere() throws InterruptedException {
        List<String> ids = new ArrayList<>();
        try (Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of())) {
            Fragments.drain(follower)
                    .forEach(published -> ids.add(published.record().id()));
        }
        return ids.containsAll(acknowledged) && Set.copyOf(ids).size() == ids.size();
    }
}
