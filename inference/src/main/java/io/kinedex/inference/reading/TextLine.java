package io.kinedex.inference.reading;

import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import java.util.List;

/**
 * A line of text that was read. Immutable.
 *
 * @param text       not empty, no space at its ends
 * @param confidence the mean probability of its characters, 0..1
 * @param box        around it, upright
 */
public record TextLine(String text, double confidence, Box box) {
    /** The label of what was read. */
    public static final String LABEL = "text";

    static TextLine of(Quad quad, Picture picture, GreedyDecoding read) {
        double w = picture.width();
        double h = picture.height();
        return new TextLine(
                read.text(),
                read.confidence(),
                Box.clipped(quad.left() / w, quad.top() / h, quad.right() / w, quad.bottom() / h));
    }

    /** This line as records have it. */
    public Detection detection() {
        return new Detection(LABEL, confidence, box, List.of(), text);
    }
}
