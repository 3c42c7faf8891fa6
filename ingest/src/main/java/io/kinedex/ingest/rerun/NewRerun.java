package io.kinedex.ingest.rerun;

import io.kinedex.ingest.stream.EngineConfig;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody wants looked at again.
 *
 * @param engines that look, by name; where there is none, those that the stream has switched on
 * @param from    fragments that begin earlier stay as they are; empty for the archive's oldest
 * @param to      fragments that begin then or later stay as they are; empty for all that are there now
 */
public record NewRerun(String stream, Map<String, EngineConfig> engines, Optional<Instant> from, Optional<Instant> to) {
    public NewRerun {
        engines = Map.copyOf(engines);
    }
}
