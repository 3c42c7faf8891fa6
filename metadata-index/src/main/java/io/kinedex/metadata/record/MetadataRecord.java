package io.kinedex.metadata.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The unit of publication: what one engine saw in one fragment. Everything in it follows from the fragment and the
 * engine, so that a replay publishes the same record again.
 *
 * @param tenant    who owns the stream; {@code default} unless configured
 * @param stream    the stream's name
 * @param frames    every frame that was looked at, in order of time
 * @param sightings those that began, went on or ended in this fragment
 * @param people    what somebody said of people; only on the stream {@value PeopleChange#STREAM}
 * @param rerun     which second look at the stream it belongs to; empty for the first
 */
public record MetadataRecord(
        String tenant,
        String stream,
        FragmentRef fragment,
        EngineRef engine,
        Outcome outcome,
        List<AnalysedFrame> frames,
        List<Sighting> sightings,
        Optional<PeopleChange> people,
        Optional<Rerun> rerun) {
    /** The version of the record's JSON schema. */
    public static final int SCHEMA_VERSION = 1;

    public MetadataRecord {
        if (tenant.isBlank() || stream.isBlank()) {
            throw new IllegalArgumentException("a record needs a tenant and a stream");
        }
        frames = List.copyOf(frames);
        sightings = List.copyOf(sightings);
    }

    /** Of what an engine saw. */
    public MetadataRecord(
            String tenant,
            String stream,
            FragmentRef fragment,
            EngineRef engine,
            Outcome outcome,
            List<AnalysedFrame> frames,
            List<Sighting> sightings) {
        this(tenant, stream, fragment, engine, outcome, frames, sightings, Optional.empty(), Optional.empty());
    }

    /** The same as part of a rerun. */
    public MetadataRecord in(Rerun its) {
        return new MetadataRecord(
                tenant, stream, fragment, engine, outcome, frames, sightings, people, Optional.of(its));
    }

    /**
     * 32 hexadecimal digits: the first half of the SHA-256 of tenant, stream, fragment number, engine name and model
     * digest and, where it belongs to a rerun, that one's id and what is said of it, each ended by a zero byte.
     */
    public String id() {
        MessageDigest sha = sha256();
        List.of(tenant, stream, fragment.number(), engine.name(), engine.modelDigest())
                .forEach(part -> add(sha, part));
        rerun.ifPresent(its -> {
            add(sha, its.id());
            add(sha, its.state().key());
        });
        return HexFormat.of().formatHex(sha.digest(), 0, 16);
    }

    private static void add(MessageDigest sha, String part) {
        sha.update(part.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
