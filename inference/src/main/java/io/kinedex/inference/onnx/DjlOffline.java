package io.kinedex.inference.onnx;

/**
 * Keeps DJL from the network: it counts its users, asks for the cloud machine it runs on and looks for newer natives online;
 * a video node does none of these. To be called before a class of DJL is used. Any thread.
 */
public final class DjlOffline {
    static {
        keep("OPT_OUT_TRACKING");
        keep("ai.djl.offline");
    }

    private DjlOffline() {}

    /** Takes effect once; what the user has set stays. */
    public static void ensure() {
        // the class's initialisation does it
    }

    private static void keep(String property) {
        System.setProperty(property, System.getProperty(property, "true"));
    }
}
