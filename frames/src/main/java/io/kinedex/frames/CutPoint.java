package io.kinedex.frames;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * Decides before which picture a fragment ends. A cut is clean before a keyframe that no picture follows which is shown
 * earlier (a closed group of pictures). For one thread; one for each file.
 */
final class CutPoint {
    private final long targetMillis;
    private final long durationMillisMax;
    private final long bytesMax;
    private final LongUnaryOperator millis;
    private final Predicate<MediaPacket> cleanKeyframe;
    private int looked = 1;
    private int lastClosed;
    private int lastOpen;

    CutPoint(CutOptions options, long bytesMax, LongUnaryOperator millis, Predicate<MediaPacket> cleanKeyframe) {
        this.targetMillis = options.target().toMillis();
        this.durationMillisMax = CutOptions.DURATION_MAX.toMillis();
        this.bytesMax = bytesMax;
        this.millis = millis;
        this.cleanKeyframe = cleanKeyframe;
    }

    /** How many of the pictures make the next fragment; 0 where more must come to know it. */
    int choose(List<MediaPacket> pictures, long bytes) {
        for (; looked + 1 < pictures.size(); looked++) {
            MediaPacket picture = pictures.get(looked);
            if (picture.key()) {
                boolean closed = pictures.get(looked + 1).pts() >= picture.pts() || cleanKeyframe.test(picture);
                lastClosed = closed ? looked : lastClosed;
                lastOpen = closed ? lastOpen : looked;
                if (closed && elapsed(pictures, looked) >= targetMillis) {
                    return looked;
                }
            }
        }
        int last = pictures.size() - 1;
        if (last < 1 || (bytes <= bytesMax && elapsed(pictures, last) <= durationMillisMax)) {
            return 0;
        }
        if (lastClosed + lastOpen > 0) {
            return lastClosed > 0 ? lastClosed : lastOpen;
        }
        return bytes > bytesMax ? last : 0;
    }

    /** Whether the picture before which the cut was made is followed by pictures that are shown before it. */
    boolean isOpen(int cut) {
        return cut == lastOpen;
    }

    /** Starts again with the picture before which the cut was made. */
    void restart() {
        looked = 1;
        lastClosed = 0;
        lastOpen = 0;
    }

    private long elapsed(List<MediaPacket> pictures, int index) {
        return millis.applyAsLong(pictures.get(index).pts())
                - millis.applyAsLong(pictures.getFirst().pts());
    }
}
