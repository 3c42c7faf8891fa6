/**
 * The sound of streams apart from what is said in it. {@link io.kinedex.inference.sound.SoundLine} puts the pieces of fragments
 * together, {@link io.kinedex.inference.sound.KeptLine} knows which fragments are still needed, and a
 * {@link io.kinedex.inference.sound.FragmentListener} listens along it. {@link io.kinedex.inference.sound.SoundLevels} says where it
 * was silent and loud; {@link io.kinedex.inference.sound.SoundEvents} says what a user's own
 * {@link io.kinedex.inference.sound.SoundModel model} heard and when.
 */
@NullMarked
package io.kinedex.inference.sound;

import org.jspecify.annotations.NullMarked;
