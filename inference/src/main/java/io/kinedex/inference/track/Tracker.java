package io.kinedex.inference.track;

import io.kinedex.metadata.record.AnalysedFrame;
import io.kinedex.metadata.record.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Makes sightings of what one engine finds in the frames of one stream. Everything it says follows from what it was told,
 * so that one restored from its {@link #state} goes on as if nothing had happened. One thread at a time.
 */
public interface Tracker {
    /**
     * Takes in one frame.
     *
     * @param fragmentNumber of the fragment that the frame is in
     * @param time           of the frame
     * @param frameInterval  how long until the next analysed frame is expected; less than a millisecond counts as one
     * @param findings       in any order
     * @return the frame with its detections, each with its sighting's id where one is confirmed
     */
    AnalysedFrame track(String fragmentNumber, Instant time, Duration frameInterval, List<Finding> findings);

    /**
     * Ends a fragment.
     *
     * @param end producer time at which the fragment ends
     * @return the sightings that began, went on or ended in it, as they are known now; those that ended are not open
     */
    List<Sighting> endFragment(Instant end);

    /** Ends the last fragment of a stream: all open sightings end. The tracker may be used for another start of it. */
    List<Sighting> closeAll();

    /**
     * What has to be kept for the next fragment, as JSON.
     *
     * @throws IllegalStateException where the fragment was not ended
     */
    String state();
}
