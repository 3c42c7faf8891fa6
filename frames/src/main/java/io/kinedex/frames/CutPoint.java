package io.kinedex.frames;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * Decides before which picture a fragment ends. A cut is clean before a keyframe that no picture follows which is shown
 * earlier (a closed group of pictures). For one thread; one for each file.
 */
final class CutPoint {
    /** How many times the target to wait for a clean cut before another one is made; it costs a keyframe's bytes twice. */
    private static final int OPEN_TARGETS = 2;

    private final long targetMillis;
    private final long durationMillisMax;
    private final long bytesMax;
    private final LongUnaryOperator millis;
    private final Predicate<MediaPacket> cleanKeyframe;
    private int looked = 1;
    private int lastClosed;
    private int lastOpen;
    private int wanted;

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
            if (picture.newSize()) {
                lastClosed = looked;
                return looked;
            }
            if (picture.key() && look(pictures)) {
                return looked;
            }
        }
        if (wanted > 0) {
            return leadingSeen(pictures, wanted) ? wanted : 0;
        }
        int last = pictures.size() - 1;
        if (last < 1 || (bytes <= bytesMax && elapsed(pictures, last) <= durationMillisMax)) {
            return 0;
        }
        return forced(pictures, bytes > bytesMax);
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
        wanted = 0;
    }

    /** Notes the keyframe that is looked at; whether it is the place. */
    private boolean look(List<MediaPacket> pictures) {
        MediaPacket picture = pictures.get(looked);
        boolean closed = pictures.get(looked + 1).pts() >= picture.pts() || cleanKeyframe.test(picture);
        long elapsed = elapsed(pictures, looked);
        if (closed) {
            lastClosed = looked;
            return elapsed >= targetMillis;
        }
        lastOpen = looked;
        if (wanted == 0 && elapsed >= targetMillis * OPEN_TARGETS) {
            wanted = looked;
        }
        return false;
    }

    /** A limit is passed: the last keyframe, or where bytes are the limit and no keyframe came, any picture. */
    private int forced(List<MediaPacket> pictures, boolean full) {
        if (lastClosed > 0) {
            return lastClosed;
        }
        if (lastOpen > 0) {
            return leadingSeen(pictures, lastOpen) ? lastOpen : 0;
        }
        return full ? pictures.size() - 1 : 0;
    }

    /** Whether all pictures have come that follow a keyframe and are shown before it. */
    private static boolean leadingSeen(List<MediaPacket> pictures, int key) {
        return pictures.getLast().pts() > pictures.get(key).pts();
    }

    private long elapsed(List<MediaPacket> pictures, int index) {
        return millis.applyAsLong(pictures.get(index).pts())
                - millis.applyAsLong(pictures.getFirst().pts());
    }
}
