package io.kinedex.inference.sound;

import io.kinedex.frames.Sound;
import java.util.List;

/**
 * Listens to the sound of one stream, fragment by fragment, and tells of what it heard when that has ended; it may have begun
 * some fragments before. For one thread.
 *
 * <p>Its {@link #state()} is small: the samples themselves are those of a few last fragments, which {@link KeptLine#needed}
 * tells, and whoever {@link Source#restore restores} it is given their sound again.
 *
 * @param <T> what it tells
 */
public interface FragmentListener<T> {
    /** Takes in a fragment's sound; gives what ended, in order of time. */
    List<T> listen(String fragment, List<Sound> pieces) throws InterruptedException;

    /** The sound ends here, or goes on somewhere else: gives what was open. */
    List<T> end() throws InterruptedException;

    /** What the next fragment depends on; empty where on nothing yet. */
    String state();

    /** Makes listeners of one kind. All threads. */
    interface Source<T> {
        /** One that has heard nothing. */
        FragmentListener<T> begin();

        /**
         * One that goes on where another stood.
         *
         * @param again the sound of all fragments that are {@link KeptLine#needed}, in their order
         * @throws io.kinedex.inference.InferenceException BAD_STATE
         */
        FragmentListener<T> restore(String state, List<FragmentSound> again);
    }
}
