package io.kinedex.ingest.pipeline;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.metadata.record.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * An engine of the node that listens, outside of its streams, run by the code that streams use: to measure how right it is.
 * Closes nothing. One thread at a time, a platform thread.
 */
public final class HearingTrial {
    private final EngineConfig settings;
    private final EngineModel.Hearing model;
    private final FragmentArchive archive;

    private HearingTrial(EngineConfig settings, EngineModel.Hearing model, FragmentArchive archive) {
        this.settings = settings;
        this.model = model;
        this.archive = archive;
    }

    /**
     * Loads the model where it was not yet.
     *
     * @param archive that holds what will be heard
     * @throws IngestException BAD_REQUEST where the model does not listen; UNAVAILABLE where its weights are missing
     */
    public static HearingTrial of(Engines engines, EngineConfig settings, FragmentArchive archive) {
        return switch (engines.model(settings)) {
            case EngineModel.Hearing hearing -> new HearingTrial(settings, hearing, archive);
            case EngineModel.Seeing _ ->
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "model '%s' looks at pictures, it does not listen".formatted(settings.model()));
        };
    }

    /** SHA-256 of the weights. */
    public String digest() {
        return model.digest();
    }

    /**
     * Listens to a stream from its beginning to its end.
     *
     * @param rows all its fragments; the last one ends its session
     * @return what was said, in the order of time
     * @throws ExecutionException where the model failed
     */
    public List<Wording> hear(String stream, List<ArchivedFragment> rows)
            throws InterruptedException, ExecutionException {
        List<Heard> heard = new ArrayList<>();
        try (Listening listening = model.listening(stream, settings, archive, "")) {
            for (ArchivedFragment row : rows) {
                heard.addAll(listening.hear(row, archive.read(row)).get());
            }
        }
        return heard.stream()
                .sorted(Comparator.comparing(Heard::start))
                .map(Heard::wording)
                .filter(wording -> !wording.isEmpty())
                .toList();
    }
}
