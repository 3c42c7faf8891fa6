/**
 * Makes sightings out of detections.
 *
 * <p>A model looks at single frames; people search for things that were there for a while. {@link
 * io.kinedex.inference.track.SightingTracker} joins the detections of one engine on one stream over time, across
 * fragments, into {@link io.kinedex.metadata.record.Sighting}s. It follows ByteTrack (Zhang et al., "ByteTrack:
 * Multi-Object Tracking by Associating Every Detection Box", 2022, arXiv 2110.06864): a Kalman filter predicts where each
 * track will be, detections of high confidence are matched first, those of low confidence may keep a track alive but
 * never begin one. What differs is time: frames may be a second or more apart and unevenly so, hence noise, gates and
 * loss are in seconds instead of frames, and boxes that no longer overlap are told apart by distance and size.
 *
 * <p>Everything here is a function of the detections and their times. The state between two fragments can be written
 * down and taken up by another process, which then publishes what the first one would have.
 */
@NullMarked
package io.kinedex.inference.track;

import org.jspecify.annotations.NullMarked;
