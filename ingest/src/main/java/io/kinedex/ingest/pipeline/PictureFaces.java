package io.kinedex.ingest.pipeline;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceService;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.ModelEntry;
import io.kinedex.inference.face.Face;
import io.kinedex.inference.face.FaceRecogniser;
import io.kinedex.inference.face.PictureFile;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.Detection;
import java.util.List;

/** Takes the one face out of a photograph. All threads; blocks while the inference threads are busy. */
public final class PictureFaces {
    /** A look that tells less is no picture to know somebody by. */
    private static final double QUALITY_MIN = 0.4;

    private final InferenceService inference;
    private final FaceModels models;
    private final String detector;

    public PictureFaces(InferenceService inference, ModelCatalogue catalogue, FaceModels models) {
        this.inference = inference;
        this.models = models;
        this.detector = catalogue.entries().stream()
                .filter(entry -> entry.engine().equals(StreamConfig.FACES) && entry.preferred())
                .map(ModelEntry::name)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the catalogue has no model for faces"));
    }

    /** The digest of the model that makes the vectors. */
    public String model() {
        try {
            return models.recogniser().digest();
        } catch (InferenceException e) {
            throw ModelAnswers.refused(e);
        }
    }

    /**
     * The vector of the one face in a JPEG or PNG.
     *
     * @throws IngestException BAD_MEDIA where it is no picture, shows no face or several, or shows it too badly
     */
    public float[] only(byte[] file) throws InterruptedException {
        try {
            Picture picture = PictureFile.read(file);
            List<Detection> faces = detect(picture);
            if (faces.isEmpty()) {
                picture = PictureFile.framed(picture);
                faces = detect(picture);
            }
            if (faces.size() != 1) {
                throw new IngestException(
                        Code.BAD_MEDIA,
                        "the picture shows %s; send one in which the person is alone"
                                .formatted(faces.isEmpty() ? "no face" : faces.size() + " faces"));
            }
            return face(picture, faces);
        } catch (InferenceException e) {
            throw ModelAnswers.refused(e);
        }
    }

    private List<Detection> detect(Picture picture) throws InterruptedException {
        inference.load(detector);
        return ModelAnswers.await(detector, inference.detect(detector, picture));
    }

    private float[] face(Picture picture, List<Detection> faces) throws InterruptedException {
        FaceRecogniser recogniser = models.recogniser();
        List<Face> found = ModelAnswers.await(
                recogniser.name(),
                inference.run(recogniser.name(), () -> recogniser.recognise(picture, faces, QUALITY_MIN)));
        if (found.isEmpty()) {
            throw new IngestException(
                    Code.BAD_MEDIA, "the face is too small, blurred or turned away to know somebody by; send another");
        }
        return found.getFirst().vector();
    }
}
