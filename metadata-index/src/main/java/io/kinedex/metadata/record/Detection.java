package io.kinedex.metadata.record;

import java.util.List;

/**
 * What a model found in one frame.
 *
 * @param label      the class, lower case, such as {@code car} or {@code face}
 * @param confidence 0..1, as the model gave it
 * @param box        where
 * @param keypoints  may be empty
 * @param text       what is written there; empty where nothing is
 */
public record Detection(String label, double confidence, Box box, List<Keypoint> keypoints, String text) {
    public Detection {
        if (label.isBlank()) {
            throw new IllegalArgumentException("a detection needs a label");
        }
        Confidence.require(confidence);
        keypoints = List.copyOf(keypoints);
    }

    public Detection(String label, double confidence, Box box, List<Keypoint> keypoints) {
        this(label, confidence, box, keypoints, "");
    }

    public Detection(String label, double confidence, Box box) {
        this(label, confidence, box, List.of());
    }
}
