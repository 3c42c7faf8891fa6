package io.kinedex.inference.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.translate.Picture;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Tells whether a picture differs from the one that was let through last, so that what is dear is done only where
 * something changed. One thread.
 *
 * <p>A picture is made {@value #LONG_SIDE} cells long, each the mean brightness of its pixels, 0..255, which takes about a
 * millisecond. It differs where at least {@value #CELLS_MIN} cells differ by {@value #DIFFERENCE_MIN} or more. Comparing with
 * the last picture that went through, and not with the one before, lets slow changes add up. See docs/models.md for what
 * the thresholds were measured on.
 *
 * <p>Everything it says follows from its {@link #state}, which fits a checkpoint.
 */
public final class ChangeGate {
    /** Cells along the longer side of a picture: one is about 12 pixels of 1280. */
    static final int LONG_SIDE = 112;

    /** Out of 255. Noise and coding move the mean of a cell by less. */
    static final int DIFFERENCE_MIN = 12;

    /** One cell alone may be a speck. */
    static final int CELLS_MIN = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Cells reference;

    /** Brightness row by row. */
    private record Cells(int width, int height, byte[] values) {
        static final Cells NONE = new Cells(0, 0, new byte[0]);
    }

    /** As it stands in a checkpoint: differences between neighbours, deflated. */
    private record State(int width, int height, byte[] deflated) {}

    private ChangeGate(Cells reference) {
        this.reference = reference;
    }

    /** Lets the first picture through. */
    public ChangeGate() {
        this(Cells.NONE);
    }

    /**
     * Goes on where another gate stood.
     *
     * @throws InferenceException with code BAD_STATE where it is not a gate's state
     */
    public static ChangeGate restore(String stateJson) {
        try {
            State state = JSON.readValue(stateJson, State.class);
            return new ChangeGate(new Cells(state.width(), state.height(), inflated(state)));
        } catch (JsonProcessingException | DataFormatException | RuntimeException e) {
            throw new InferenceException(Code.BAD_STATE, "the gate's state cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether the picture differs; if it does, those to come are compared with it. */
    public boolean admits(Picture picture) {
        Cells cells = cells(picture);
        if (changed(cells) < CELLS_MIN) {
            return false;
        }
        reference = cells;
        return true;
    }

    /** The next picture goes through whatever it shows. */
    public void forget() {
        reference = Cells.NONE;
    }

    /** How many cells differ; all of them where the size does. */
    private int changed(Cells cells) {
        if (cells.width != reference.width || cells.height != reference.height) {
            return Integer.MAX_VALUE;
        }
        int changed = 0;
        for (int i = 0; i < cells.values.length; i++) {
            int difference = (cells.values[i] & 0xff) - (reference.values[i] & 0xff);
            changed += Math.abs(difference) >= DIFFERENCE_MIN ? 1 : 0;
        }
        return changed;
    }

    private static Cells cells(Picture picture) {
        double scale = (double) LONG_SIDE / Math.max(picture.width(), picture.height());
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        try (PointerScope scope = new PointerScope()) {
            BytePointer pixels = new BytePointer(picture.rgb().duplicate().rewind());
            Mat rgb = new Mat(picture.height(), picture.width(), opencv_core.CV_8UC3, pixels);
            Mat small = new Mat();
            Mat luma = new Mat();
            opencv_imgproc.resize(rgb, small, new Size(width, height), 0, 0, opencv_imgproc.INTER_AREA);
            opencv_imgproc.cvtColor(small, luma, opencv_imgproc.COLOR_RGB2GRAY);
            byte[] values = new byte[width * height];
            luma.data().get(values);
            return new Cells(width, height, values);
        }
    }

    /** As JSON, a few kilobytes. */
    public String state() {
        try {
            return JSON.writeValueAsString(new State(reference.width, reference.height, deflated(reference.values)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a gate's state always has a JSON form", e);
        }
    }

    private static byte[] deflated(byte[] values) {
        byte[] differences = new byte[values.length];
        byte before = 0;
        for (int i = 0; i < values.length; i++) {
            differences[i] = (byte) (values[i] - before);
            before = values[i];
        }
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(differences);
            deflater.finish();
            byte[] room = new byte[values.length + 64];
            int length = deflater.deflate(room);
            return Arrays.copyOf(room, length);
        }
    }

    private static byte[] inflated(State state) throws DataFormatException {
        byte[] values = new byte[Math.multiplyExact(state.width(), state.height())];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(state.deflated());
            int length = inflater.inflate(values);
            if (length != values.length || !(state.width() == 0 || inflater.finished())) {
                throw new DataFormatException("%d cells of %d x %d".formatted(length, state.width(), state.height()));
            }
        }
        byte before = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] += before;
            before = values[i];
        }
        return values;
    }
}
