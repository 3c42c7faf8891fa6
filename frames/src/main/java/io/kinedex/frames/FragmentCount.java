package io.kinedex.frames;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers the fragments that have no number of their own, counting on from the one before. For one thread. */
final class FragmentCount {
    private final FragmentNumber first;
    private @Nullable FragmentNumber last;

    FragmentCount(FragmentNumber first) {
        this.first = first;
    }

    /** The number of the fragment that follows: what it states, or else the next. */
    FragmentNumber next(Optional<FragmentNumber> stated) {
        FragmentNumber number = stated.orElseGet(this::following);
        last = number;
        return number;
    }

    private FragmentNumber following() {
        FragmentNumber before = last;
        try {
            return before == null ? first : before.next();
        } catch (IllegalArgumentException e) {
            throw new FramesException(
                    FramesException.Code.MALFORMED, "no fragment number follows %s".formatted(before), e);
        }
    }
}
