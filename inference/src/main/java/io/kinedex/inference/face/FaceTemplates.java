package io.kinedex.inference.face;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The best looks at one tracked face, and the template that they make together: their mean, weighted by quality. Immutable;
 * safe for all threads. The looks depend on what was added, not on where a run was interrupted.
 */
public final class FaceTemplates {
    /** So many looks are kept; of equal ones, those that came first. */
    public static final int LOOKS_MAX = 5;

    /** Before anything was seen. */
    public static final FaceTemplates NONE = new FaceTemplates(List.of());

    private static final Comparator<Look> BEST_FIRST =
            Comparator.comparingDouble(Look::quality).reversed();

    private record Look(double quality, float[] vector) {}

    private final List<Look> looks;

    private FaceTemplates(List<Look> looks) {
        this.looks = List.copyOf(looks);
    }

    /** With one look more, or the same where {@value #LOOKS_MAX} better ones are there. */
    public FaceTemplates with(Face face) {
        List<Look> all = new ArrayList<>(looks);
        all.add(new Look(face.quality(), face.vector().clone()));
        all.sort(BEST_FIRST);
        return new FaceTemplates(all.subList(0, Math.min(all.size(), LOOKS_MAX)));
    }

    public boolean isEmpty() {
        return looks.isEmpty();
    }

    /** Of length 1; empty where nothing was seen. */
    public Optional<float[]> template() {
        if (looks.isEmpty()) {
            return Optional.empty();
        }
        double[] sum = new double[looks.getFirst().vector().length];
        for (Look look : looks) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += Math.max(look.quality(), 1e-6) * look.vector()[i];
            }
        }
        return Optional.of(Face.unit(sum));
    }

    /** For a checkpoint: for each look its quality (8 bytes) and its vector (4 bytes a number), big-endian. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(looks.size() * (Double.BYTES + Float.BYTES * FaceRecogniser.LENGTH));
        for (Look look : looks) {
            out.putDouble(look.quality());
            for (float value : look.vector()) {
                out.putFloat(value);
            }
        }
        return out.array();
    }

    /** @throws InferenceException BAD_STATE where the bytes are not from {@link #bytes} */
    public static FaceTemplates of(byte[] bytes) {
        int size = Double.BYTES + Float.BYTES * FaceRecogniser.LENGTH;
        if (bytes.length % size != 0 || bytes.length / size > LOOKS_MAX) {
            throw new InferenceException(
                    Code.BAD_STATE, "%d bytes are not the looks at a face".formatted(bytes.length));
        }
        List<Look> looks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            double quality = in.getDouble();
            float[] vector = new float[FaceRecogniser.LENGTH];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = in.getFloat();
            }
            looks.add(new Look(quality, vector));
        }
        return new FaceTemplates(looks);
    }
}
