package io.kinedex.ingest.pipeline;

import io.kinedex.frames.Frame;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.face.Face;
import io.kinedex.inference.face.FaceRecogniser;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.track.SightingScope;
import io.kinedex.inference.track.Tracker;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Embedding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A detector of faces that says of each face, besides, whose it is. The inference thread that found the faces of a frame
 * embeds them at once, while it has the frame.
 */
record FaceModel(DetectorModel detector, InferenceService inference, FaceRecogniser recogniser, FaceModels faces)
        implements EngineModel.Seeing {
    /** Less plain looks tell more of blur and turned heads than of people. */
    private static final double QUALITY_MIN = 0.3;

    /** Of a line with the detector's digest and one with the recogniser's. */
    @Override
    public String digest() {
        try {
            byte[] lines = (detector.digest() + "\n" + recogniser.digest() + "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(lines));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String kind() {
        return detector.kind();
    }

    @Override
    public Looking looking(EngineConfig settings, String state) {
        return new Recognising(this, settings.confidenceMin(), inference.hold(detector.model()));
    }

    /** Holds the detector as long as its stream looks through it, also where it has been replaced meanwhile. */
    private record Recognising(FaceModel faces, double confidenceMin, Runnable letGo) implements Looking {
        @Override
        public CompletableFuture<List<Finding>> look(Frame frame) throws InterruptedException {
            Picture picture = new Picture(frame.pixels(), frame.width(), frame.height());
            return faces.inference
                    .detect(faces.detector.model().key(), picture)
                    .thenApply(found -> faces.recognised(picture, found, confidenceMin));
        }

        @Override
        public void close() {
            letGo.run();
        }
    }

    private List<Finding> recognised(Picture picture, List<Detection> found, double confidenceMin) {
        List<Detection> sure = found.stream()
                .filter(detection -> detection.confidence() >= confidenceMin)
                .toList();
        List<Finding> findings = new ArrayList<>();
        for (Detection detection : found) {
            if (detection.confidence() < confidenceMin) {
                findings.add(new Finding(detection));
            }
        }
        List<Face> faces = recogniser.recognise(picture, sure, QUALITY_MIN);
        for (int i = 0; i < sure.size(); i++) {
            int index = i;
            findings.add(faces.stream()
                    .filter(face -> face.index() == index)
                    .findFirst()
                    .map(face -> new Finding(
                            sure.get(index), new Embedding(recogniser.digest(), face.vector()), face.quality()))
                    .orElseGet(() -> new Finding(sure.get(index))));
        }
        return findings;
    }

    @Override
    public Tracker tracker(SightingScope scope, EngineConfig settings, Optional<String> state) {
        FaceTracker.State before = state.map(FaceTracker.State::parse).orElse(FaceTracker.State.NONE);
        Tracker boxes =
                detector.tracker(scope, settings, Optional.of(before.boxes()).filter(text -> !text.isEmpty()));
        return new FaceTracker(boxes, faces.seal(), recogniser.digest(), before);
    }
}
