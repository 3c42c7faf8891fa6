package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.likeness.PictureEncoder;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.Tracker;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A detector whose findings get a vector of what they look like, besides. The vectors say which model made them; the digest is
 * the detector's, whose boxes they do not change.
 */
record LikenessModel(DetectorModel detector, InferenceService inference, PictureEncoder encoder)
        implements EngineModel.Seeing {
    private static final Logger LOG = LoggerFactory.getLogger(LikenessModel.class);

    @Override
    public String digest() {
        return detector.digest();
    }

    @Override
    public String kind() {
        return detector.kind();
    }

    @Override
    public Looking looking(EngineConfig settings, String state) {
        return new SparingLook(settings.confidenceMin());
    }

    @Override
    public Tracker tracker(SightingScope scope, EngineConfig settings, Optional<String> state) {
        return BestLookTracker.of(state, boxes -> detector.tracker(scope, settings, boxes));
    }

    /**
     * A vector costs a third of a frame's detection, and what a thing looks like changes little from frame to frame: the surest
     * findings of a fragment's first frame get one, later ones where nothing of their label was there in the frame before.
     */
    private final class SparingLook implements Looking {
        private static final int VECTORS_MAX = 6;
        private static final double OVERLAP_MIN = 0.3;

        private final double confidenceMin;
        private final Runnable letGo = inference.hold(detector.model());
        private CompletableFuture<List<Detection>> before = CompletableFuture.completedFuture(List.of());

        SparingLook(double confidenceMin) {
            this.confidenceMin = confidenceMin;
        }

        @Override
        public void beginFragment() {
            before = CompletableFuture.completedFuture(List.of());
        }

        /** What depends on both frames runs on the inference thread that ends the later of them, or on the caller's. */
        @Override
        public CompletableFuture<List<Finding>> look(io.kinedex.frames.Frame frame) throws InterruptedException {
            Picture picture = new Picture(frame.pixels(), frame.width(), frame.height());
            CompletableFuture<List<Detection>> found =
                    inference.detect(detector.model().key(), picture);
            CompletableFuture<List<Detection>> known = before.exceptionally(failure -> List.of());
            before = found;
            return found.thenCombine(known, (now, earlier) -> findings(picture, now, earlier));
        }

        @Override
        public void close() {
            letGo.run();
        }

        private List<Finding> findings(Picture picture, List<Detection> now, List<Detection> earlier) {
            List<Finding> findings = new ArrayList<>(now.size());
            int left = VECTORS_MAX;
            for (Detection detection : now) {
                boolean wanted = left > 0
                        && detection.confidence() >= confidenceMin
                        && earlier.stream().noneMatch(other -> continues(other, detection));
                findings.add(wanted ? seen(picture, detection) : new Finding(detection));
                left -= wanted ? 1 : 0;
            }
            return findings;
        }

        private static boolean continues(Detection earlier, Detection now) {
            return earlier.label().equals(now.label()) && earlier.box().iou(now.box()) > OVERLAP_MIN;
        }

        private Finding seen(Picture picture, Detection detection) {
            try {
                Embedding embedding = new Embedding(encoder.name(), encoder.encode(picture, detection.box()));
                return new Finding(detection, embedding, detection.confidence());
            } catch (InferenceException e) {
                LOG.warn("{} has no vector: {}", detection.label(), e.getMessage());
                return new Finding(detection);
            }
        }
    }
}
