/**
 * Turns fragmented video into decoded frames, and files into fragments.
 *
 * <p>{@link io.kinedex.frames.FragmentReader} reads Matroska fragments out of a stream of bytes;
 * {@link io.kinedex.frames.FragmentCutter} cuts any container that FFmpeg reads into such fragments without re-encoding.
 * {@link io.kinedex.frames.FrameDecoder} decodes a fragment from a clean decoder and gives the frames that a
 * {@link io.kinedex.frames.SamplingPolicy} chooses, upright, in square pixels, scaled, from a
 * {@link io.kinedex.frames.FramePool} whose size is the back-pressure. {@link io.kinedex.frames.SoundDecoder} decodes its
 * sound beside them: mono, 16 kHz, so that fragments join without clicks. {@link io.kinedex.frames.ClipWriter} and
 * {@link io.kinedex.frames.StillImage} make what people look at. FFmpeg's types stay inside.
 */
@NullMarked
package io.kinedex.frames;

import org.jspecify.annotations.NullMarked;
