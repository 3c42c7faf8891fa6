/**
 * Turns sound into utterances: who listens first is a voice activity model, and only what it takes for speech is written down.
 *
 * <p>{@link io.kinedex.inference.speech.SpeechStream} follows the sound of one stream and cuts it into
 * {@link io.kinedex.inference.speech.SpeechSegment segments}; {@link io.kinedex.inference.speech.SpeechModel} writes a
 * segment down, by Whisper (many languages) or Moonshine (English), and says nothing where what came out is no speech: a loop,
 * a guess, a phrase that music made up.
 */
@NullMarked
package io.kinedex.inference.speech;

import org.jspecify.annotations.NullMarked;
