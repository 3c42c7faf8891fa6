package io.kinedex.ingest.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which fragments of a stream there really are, whatever faults make consumers see. Immutable.
 *
 * @param fragments what the archive has, in the order of their numbers
 * @param withheld  what the feed's faults kept from being archived
 * @param expired   numbers of archived fragments that the answers no longer have
 */
public record Ledger(String stream, List<Entry> fragments, List<Withheld> withheld, List<FragmentNumber> expired) {
    /** A year of fragments of two seconds is more; nobody tests with that. */
    private static final int FRAGMENTS_MAX = 1_000_000;

    public Ledger {
        fragments = List.copyOf(fragments);
        withheld = List.copyOf(withheld);
        expired = List.copyOf(expired);
    }

    /**
     * A fragment.
     *
     * @param producer time at which it starts
     * @param server   time at which it was received
     * @param bytes    as archived
     */
    public record Entry(FragmentNumber number, Instant producer, Instant server, Duration duration, long bytes) {}

    /** A fragment that no consumer can ever see. */
    public record Withheld(FragmentNumber number, Instant producer, Duration duration) {}

    static Ledger of(FragmentArchive archive, String stream, List<Withheld> withheld, List<FragmentNumber> expired) {
        List<Entry> entries = new ArrayList<>();
        Optional<ArchivedFragment> row = archive.after(stream, new FragmentNumber(BigInteger.ZERO));
        while (row.isPresent() && entries.size() < FRAGMENTS_MAX) {
            ArchivedFragment its = row.get();
            entries.add(new Entry(its.number(), its.start(), its.received(), its.duration(), its.length()));
            row = archive.after(stream, its.number());
        }
        return new Ledger(stream, entries, withheld, expired);
    }

    /** The ledger as a document. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("stream", stream);
        json.put("count", fragments.size());
        json.put("digest", digest());
        ArrayNode list = json.putArray("fragments");
        fragments.forEach(entry -> list.addObject()
                .put("number", entry.number().toString())
                .put("producer-timestamp", entry.producer().toString())
                .put("server-timestamp", entry.server().toString())
                .put("duration-millis", entry.duration().toMillis())
                .put("bytes", entry.bytes()));
        ArrayNode lost = json.putArray("withheld");
        withheld.forEach(entry -> lost.addObject()
                .put("number", entry.number().toString())
                .put("producer-timestamp", entry.producer().toString())
                .put("duration-millis", entry.duration().toMillis()));
        ArrayNode gone = json.putArray("expired");
        expired.forEach(number -> gone.add(number.toString()));
        return json;
    }

    /** The numbers of all fragments that a consumer must come to have, in order. */
    public List<FragmentNumber> numbers() {
        return fragments.stream().map(Entry::number).toList();
    }

    /** SHA-256 of the fragments' numbers in decimal digits, each followed by a newline: to compare with one's own. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Entry entry : fragments) {
                digest.update((entry.number() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
