package io.kinedex.inference.face;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.onnx.OnnxModel;
import io.kinedex.inference.pinned.PinnedStore;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Detection;
import io.kinedex.metadata.record.Keypoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says of faces in a picture whose they are, as vectors to compare by their cosine. Threads may use it side by side; the
 * work is done on the calling thread.
 *
 * <p>The embedding model is SFace (Zhong et al. 2021, arXiv 2205.12010) as the OpenCV Zoo has it: 1 x 3 x 112 x 112
 * floats 0..255, RGB, one aligned face; out come 128 numbers. Its graph takes one face at a time.
 */
public final class FaceRecogniser implements AutoCloseable {
    /** The length of a vector. */
    public static final int LENGTH = 128;

    /** Eyes, nose and mouth that lie farther off the template than this, in its pixels, belong to no face seen plainly. */
    private static final double ERROR_MAX = 14;

    private static final String INPUT = "data";
    private static final String OUTPUT = "fc1";

    private final String name;
    private final String digest;
    private final OnnxModel embedding;
    private final KeypointModel keypoints;

    private FaceRecogniser(String name, String digest, OnnxModel embedding, KeypointModel keypoints) {
        this.name = name;
        this.digest = digest;
        this.embedding = embedding;
        this.keypoints = keypoints;
    }

    /**
     * Loads its models.
     *
     * @param threads that one run of a model may use
     * @throws InferenceException FILE_MISSING, FILE_WRONG or MODEL_REJECTED
     */
    public static FaceRecogniser open(ModelBundle bundle, PinnedStore store, int threads) {
        OnnxModel embedding =
                OnnxModel.open(bundle.name(), bundle.path("embedding", store), threads, OnnxModel.Workspace.KEPT);
        try {
            OnnxModel points = OnnxModel.open(
                    bundle.name() + " keypoints", bundle.path("keypoints", store), threads, OnnxModel.Workspace.KEPT);
            return new FaceRecogniser(bundle.name(), bundle.digest(), embedding, new KeypointModel(points));
        } catch (RuntimeException e) {
            embedding.close();
            throw e;
        }
    }

    /** The bundle's name. */
    public String name() {
        return name;
    }

    /** The bundle's digest: vectors of two digests cannot be compared. */
    public String digest() {
        return digest;
    }

    /**
     * Embeds the faces. A face whose eyes, nose and mouth cannot be found, or that would be worth less than
     * {@code qualityMin}, is left out.
     *
     * @param faces as a detector found them in this picture; keypoints are looked for where it gave none
     */
    public List<Face> recognise(Picture picture, List<Detection> faces, double qualityMin) {
        List<Face> found = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            Optional<Aligned> aligned = aligned(picture, faces.get(i));
            if (aligned.isPresent() && aligned.get().quality() >= qualityMin) {
                found.add(new Face(i, embed(aligned.get().face()), aligned.get().quality()));
            }
        }
        return found;
    }

    private record Aligned(Warp face, double quality) {}

    private Optional<Aligned> aligned(Picture picture, Detection face) {
        Optional<List<Keypoint>> points = face.keypoints().isEmpty()
                ? keypoints.find(picture, face.box())
                : Optional.of(FacePoints.pixels(face.keypoints(), picture));
        return points.flatMap(known -> FaceAlignment.of(known)
                .filter(alignment -> alignment.error() <= ERROR_MAX)
                .map(alignment -> {
                    Warp warp = Warp.of(picture, alignment.rows(), FaceAlignment.SIDE);
                    FaceQuality quality = FaceQuality.of(alignment.scale(), warp.sharpness(), FacePoints.turn(known));
                    return new Aligned(warp, quality.value());
                }));
    }

    private float[] embed(Warp face) {
        float[] pixels = face.floats(value -> value, true);
        try (OnnxTensor tensor = OnnxModel.tensor(pixels, 1, 3, FaceAlignment.SIDE, FaceAlignment.SIDE);
                OrtSession.Result result = embedding.run(Map.of(INPUT, tensor), Set.of(OUTPUT))) {
            float[] raw = KeypointModel.floats(result, OUTPUT);
            if (raw.length != LENGTH) {
                throw new InferenceException(
                        Code.MODEL_REJECTED,
                        "model %s gives %d numbers for a face, must be %d".formatted(name, raw.length, LENGTH));
            }
            double[] wide = new double[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                wide[i] = raw[i];
            }
            return Face.unit(wide);
        } catch (OrtException e) {
            throw new InferenceException(Code.MODEL_FAILED, "model %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        embedding.close();
        keypoints.close();
    }
}
