package io.kinedex.ingest.pipeline;

import io.kinedex.frames.DecodedSound;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.Sound;
import io.kinedex.frames.SoundDecoder;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.speech.SpeechSegment;
import io.kinedex.inference.speech.SpeechStream;
import io.kinedex.inference.speech.VoiceActivity;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sound of one stream, and where in it somebody speaks. Its state tells which last fragments it needs again; a run that
 * resumes reads them from the archive. The stream's decoding thread's.
 */
final class StreamSound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSound.class);

    private final String stream;
    private final VoiceActivity voices;
    private final FragmentArchive archive;
    private SoundDecoder decoder = new SoundDecoder();
    private SpeechStream speech;

    /** A former one's state, until the first fragment shows whether it goes on there. */
    private String former;

    /**
     * What is heard in a fragment.
     *
     * @param pieces   its sound; producer times
     * @param segments of speech that ended in it
     */
    record Part(List<Sound> pieces, List<SpeechSegment> segments) {}

    /** @param state of a former one; empty where there is none */
    StreamSound(String stream, VoiceActivity voices, FragmentArchive archive, String state) {
        this.stream = stream;
        this.voices = voices;
        this.archive = archive;
        this.speech = new SpeechStream(voices);
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
            FragmentNumber last =
                    FragmentNumber.parse(SpeechStream.needed(state).to());
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

    Part hear(ArchivedFragment row, Fragment fragment) {
        List<Sound> pieces = sound(row, fragment);
        List<SpeechSegment> segments =
                new ArrayList<>(speech.listen(row.number().toString(), pieces));
        if (row.endOfSession()) {
            segments.addAll(end());
        }
        return new Part(pieces, segments);
    }

    /** What was open; the next fragment begins afresh. */
    List<SpeechSegment> end() {
        List<SpeechSegment> last = speech.end();
        begin();
        return last;
    }

    /** Empty where the next fragment depends on nothing. */
    String state() {
        return former.isEmpty() ? speech.state() : former;
    }

    /** Forgets what is open; the next fragment begins afresh. */
    void begin() {
        decoder.close();
        decoder = new SoundDecoder();
        speech = new SpeechStream(voices);
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
            SpeechStream.Needed needed = SpeechStream.needed(state);
            if (!needed.lead().isEmpty()) {
                row(needed.lead()).ifPresent(row -> decoder.follow(archive.read(row)));
            }
            List<SpeechStream.FragmentSound> again = new ArrayList<>();
            FragmentNumber last = FragmentNumber.parse(needed.to());
            Optional<ArchivedFragment> next = row(needed.from());
            while (next.isPresent() && next.get().number().compareTo(last) <= 0) {
                ArchivedFragment row = next.get();
                again.add(new SpeechStream.FragmentSound(row.number().toString(), sound(row, archive.read(row))));
                next = archive.after(stream, row.number());
            }
            speech = SpeechStream.restore(voices, state, again);
            return true;
        } catch (InferenceException | FramesException | IngestException e) {
            LOG.warn("stream {}: speech that was open is given up: {}", stream, e.getMessage());
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
