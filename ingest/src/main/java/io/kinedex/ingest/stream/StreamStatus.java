package io.kinedex.ingest.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream as it stands.
 *
 * @param archived     fragments in the archive
 * @param archivedBytes their bytes
 * @param analysed     fragments analysed since the node started
 * @param pending      fragments archived and not yet analysed
 * @param first        producer time of the oldest archived fragment
 * @param last         producer time at which the newest archived fragment ends
 * @param lag          how much media is archived and not yet analysed
 * @param source       how its source stands; empty where it has none
 */
public record StreamStatus(
        StreamConfig config,
        long archived,
        long archivedBytes,
        long analysed,
        long pending,
        Optional<Instant> first,
        Optional<Instant> last,
        Duration lag,
        Optional<SourceStatus> source) {}
