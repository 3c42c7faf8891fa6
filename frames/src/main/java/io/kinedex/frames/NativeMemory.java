package io.kinedex.frames;

/**
 * Keeps JavaCPP, through which FFmpeg, OpenCV and TensorFlow Lite are called, from refusing memory by a rule of its own: it
 * counts the resident memory of the whole process, models and mapped files of others included, and gives none above four times
 * the Java heap. What this program takes is bounded by its pools and queues. To be called before a class of these libraries is
 * used. Any thread.
 */
public final class NativeMemory {
    private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

    static {
        System.setProperty(LIMIT, System.getProperty(LIMIT, "0"));
    }

    private NativeMemory() {}

    /** Takes effect once; what the user has set stays. */
    public static void liftLimit() {
        // the class's initialisation does it
    }
}
