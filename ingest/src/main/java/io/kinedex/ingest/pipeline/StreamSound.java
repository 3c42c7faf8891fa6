package io.kinedex.ingest.pipeline;

import io.kinedex.frames.DecodedSound;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.Sound;
import io.kinedex.frames.SoundDecoder;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.sound.FragmentListener;
import io.kinedex.inference.sound.FragmentSound;
import io.kinedex.inference.sound.KeptLine;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sound of one stream, and somebody who listens to it. Its state tells which last fragments it needs again; a run that
 * resumes reads them from the archive. The stream's decoding thread's.
 *
 * @param <T> what the listener tells
 */
final class StreamSound<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSound.class);

    private final String stream;
    private final FragmentListener.Source<T> listeners;
    private final FragmentArchive archive;
    private SoundDecoder decoder = new SoundDecoder();
    private FragmentListener<T> listener;

    /** A former one's state, until the first fragment shows whether it goes on there. */
    private String former;

    /**
     * What is heard in a fragment.
     *
     * @param pieces its sound; producer times
     * @param ended  what ended in it
     */
    record Part<T>(List<Sound> pieces, List<T> ended) {}

    /** @param state of a former one; empty where there is none */
    StreamSound(String stream, FragmentListener.Source<T> listeners, FragmentArchive archive, String state) {
        this.stream = stream;
        this.listeners = listeners;
        this.archive = archive;
        this.listener = listeners.begin();
        this.former = state;
    }

    /**
     * Takes up the former state if this fragment is the next one after it; else begins afresh. To be called before the first
     * fragment is heard or missed; later calls do nothing.
     *
     * @return whether a former state was given up, since it is not of the fragment before
     */
    boolean beginsAfreshAt(ArchivedFragment row) {
        String state = former;
        former = "";
        if (state.isEmpty()) {
            return false;
        }
        try {
            FragmentNumber last = FragmentNumber.parse(KeptLine.needed(state).to());
            boolean goesOn = archive.after(stream, last)
                    .map(ArchivedFragment::number)
                    .filter(row.number()::equals)
                    .isPresent();
            return !goesOn || !restored(state);
        } catch (InferenceException | IllegalArgumentException e) {
            LOG.warn("stream {}: a state that cannot be read is given up: {}", stream, e.getMessage());
            return true;
        }
    }

    Part<T> hear(ArchivedFragment row, Fragment fragment) throws InterruptedException {
        List<Sound> pieces = sound(row, fragment);
        List<T> ended = new ArrayList<>(listener.listen(row.number().toString(), pieces));
        if (row.endOfSession()) {
            ended.addAll(end());
        }
        return new Part<>(pieces, ended);
    }

    /** What was open; the next fragment begins afresh. */
    List<T> end() throws InterruptedException {
        List<T> last = listener.end();
        begin();
        return last;
    }

    /** Empty where the next fragment depends on nothing. */
    String state() {
        return former.isEmpty() ? listener.state() : former;
    }

    /** Forgets what is open; the next fragment begins afresh. */
    void begin() {
        decoder.close();
        decoder = new SoundDecoder();
        listener = listeners.begin();
    }

    private List<Sound> sound(ArchivedFragment row, Fragment fragment) {
        DecodedSound decoded = decoder.decode(fragment);
        if (!decoded.isClean()) {
            LOG.warn(
                    "stream {}: the sound of fragment {} is damaged in {} places: {}",
                    stream,
                    row.number(),
                    decoded.corrupt(),
                    decoded.reason());
        }
        return decoded.pieces().stream()
                .map(piece -> new Sound(piece.start().plus(row.shift()), piece.samples()))
                .toList();
    }

    private boolean restored(String state) {
        try {
            KeptLine.State needed = KeptLine.needed(state);
            if (!needed.lead().isEmpty()) {
                row(needed.lead()).ifPresent(row -> decoder.follow(archive.read(row)));
            }
            List<FragmentSound> again = new ArrayList<>();
            FragmentNumber last = FragmentNumber.parse(needed.to());
            Optional<ArchivedFragment> next = row(needed.from());
            while (next.isPresent() && next.get().number().compareTo(last) <= 0) {
                ArchivedFragment row = next.get();
                again.add(new FragmentSound(row.number().toString(), sound(row, archive.read(row))));
                next = archive.after(stream, row.number());
            }
            listener = listeners.restore(state, again);
            return true;
        } catch (InferenceException | FramesException | IngestException e) {
            LOG.warn("stream {}: what was open in its sound is given up: {}", stream, e.getMessage());
            begin();
            return false;
        }
    }

    private Optional<ArchivedFragment> row(String number) {
        return archive.find(stream, FragmentNumber.parse(number));
    }

    @Override
    public void close() {
        decoder.close();
    }
}
