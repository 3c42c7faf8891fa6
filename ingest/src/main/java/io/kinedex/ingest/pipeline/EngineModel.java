package io.kinedex.ingest.pipeline;

import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.Tracker;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.stream.EngineConfig;
import java.util.Optional;

/** A model, or a bundle of them, that is loaded and serves an engine of any number of streams. All threads. */
sealed interface EngineModel {
    /** SHA-256 of the weights, 64 hexadecimal digits. */
    String digest();

    /**
     * Refuses settings that the model cannot follow.
     *
     * @throws io.kinedex.ingest.IngestException BAD_REQUEST
     */
    default void require(EngineConfig settings) {}

    /** Looks at frames. */
    non-sealed interface Seeing extends EngineModel {
        /** What sort of sightings it makes: {@code object}, {@code face}, {@code text}. */
        String kind();

        /** Whether it wants frames as large as text needs them. */
        default boolean needsDetail() {
            return false;
        }

        /** @param state of a former {@link Looking} of the same model; empty where there is none */
        Looking looking(EngineConfig settings, String state);

        /** @param state of a former tracker of the same model; empty where there is none */
        Tracker tracker(SightingScope scope, EngineConfig settings, Optional<String> state);
    }

    /** Listens to sound. */
    non-sealed interface Hearing extends EngineModel {
        /**
         * @param archive where the stream's former fragments are
         * @param state   of a former {@link Listening} of the same model; empty where there is none
         */
        Listening listening(String stream, EngineConfig settings, FragmentArchive archive, String state);
    }
}
