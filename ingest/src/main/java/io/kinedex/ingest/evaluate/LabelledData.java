package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.TrueBox;
import io.kinedex.metadata.record.Box;
import java.nio.file.Path;
import java.util.List;

/** What a folder of labelled data holds. Immutable. */
public sealed interface LabelledData {
    /** Files that could not be read, with the reason. */
    List<Unread> unread();

    /** @param file as a person would name it */
    record Unread(String file, String reason) {}

    /**
     * Pictures with labelled boxes: COCO, Pascal VOC.
     *
     * @param names of the set's categories, whether or not a box has them
     */
    record Boxes(List<Picture> pictures, List<String> names, List<Unread> unread) implements LabelledData {
        public Boxes {
            pictures = List.copyOf(pictures);
            names = List.copyOf(names);
            unread = List.copyOf(unread);
        }
    }

    /**
     * A picture that people have labelled.
     *
     * @param width  for which the boxes are, in pixels; 0 where the labels do not tell, and the picture's own counts
     * @param height as {@code width}
     */
    record Picture(Path file, int width, int height, List<PixelBox> boxes) {
        public Picture {
            boxes = List.copyOf(boxes);
        }
    }

    /** A box in pixels from the picture's top left corner. */
    record PixelBox(String label, double left, double top, double width, double height, TrueBox.Counts counts) {
        /** Of a picture of so many pixels; what leaves the picture is cut off. */
        TrueBox of(double pictureWidth, double pictureHeight) {
            Box box = Box.clipped(
                    left / pictureWidth,
                    top / pictureHeight,
                    (left + width) / pictureWidth,
                    (top + height) / pictureHeight);
            return new TrueBox(label, box, counts);
        }
    }
}
