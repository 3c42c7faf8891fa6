package io.kinedex.inference.evaluate;

import io.kinedex.metadata.record.Box;

/**
 * A box that a person drew.
 *
 * @param label  of the thing in it
 * @param box    in fractions of the picture
 * @param counts how it is scored
 */
public record TrueBox(String label, Box box, Counts counts) {
    /** How a labelled box is scored. */
    public enum Counts {
        /** It has to be found. */
        FULLY,
        /** It need not be found, and finding it is not wrong: VOC's "difficult", a distractor. */
        NOT,
        /** A group that was not taken apart, COCO's "iscrowd": whatever is found inside it is not wrong. */
        AS_CROWD
    }

    public TrueBox(String label, Box box) {
        this(label, box, Counts.FULLY);
    }

    /** How far a found box is the same: intersection over union, or for a crowd over the found box alone. */
    double overlap(Box found) {
        if (counts != Counts.AS_CROWD) {
            return box.iou(found);
        }
        double width = Math.min(box.right(), found.right()) - Math.max(box.left(), found.left());
        double height = Math.min(box.bottom(), found.bottom()) - Math.max(box.top(), found.top());
        return width <= 0 || height <= 0 ? 0 : width * height / found.area();
    }
}
