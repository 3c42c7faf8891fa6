package io.kinedex.inference;

import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import java.util.List;

/** One picture for one detector, and the future of what is found in it. All threads. */
final class DetectionRequest extends Request<List<Detection>> {
    private final Picture picture;

    DetectionRequest(String model, Picture picture) {
        super(model);
        this.picture = picture;
    }

    Picture picture() {
        return picture;
    }
}
