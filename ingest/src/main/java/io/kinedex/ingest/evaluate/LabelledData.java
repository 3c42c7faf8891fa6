package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.TrueBox;
import io.kinedex.metadata.record.Box;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
     * Sequences in which things were followed: the MOT benchmarks.
     *
     * @param names of the classes that are in it
     */
    record Tracks(List<Sequence> sequences, List<String> names, List<Unread> unread) implements LabelledData {
        public Tracks {
            sequences = List.copyOf(sequences);
            names = List.copyOf(names);
            unread = List.copyOf(unread);
        }
    }

    /**
     * A sequence of frames.
     *
     * @param files           one picture for each frame in their order, or the one video
     * @param framesPerSecond of pictures; a video has times of its own
     * @param width           for which the boxes are, in pixels; 0 where the frames' own counts
     * @param height          as {@code width}
     * @param frames          the things in each labelled frame by their ids; the first frame is 1
     */
    record Sequence(
            String name,
            List<Path> files,
            boolean video,
            double framesPerSecond,
            int width,
            int height,
            Map<Integer, Map<String, PixelBox>> frames) {
        public Sequence {
            files = List.copyOf(files);
            frames = Map.copyOf(frames);
            if (!(framesPerSecond > 0 && framesPerSecond <= 1000)) {
                throw new NumberFormatException("%s frames a second".formatted(framesPerSecond));
            }
        }
    }

    /** Pictures of people, by who they are. */
    record Identities(List<Portrait> portraits, List<Unread> unread) implements LabelledData {
        public Identities {
            portraits = List.copyOf(portraits);
            unread = List.copyOf(unread);
        }
    }

    /** A picture of one person. */
    record Portrait(String name, Path file) {}

    /** Files in which something is said. */
    record Transcripts(List<Transcript> transcripts, List<Unread> unread) implements LabelledData {
        public Transcripts {
            transcripts = List.copyOf(transcripts);
            unread = List.copyOf(unread);
        }
    }

    /** @param text what is said in the file, from its beginning to its end */
    record Transcript(Path file, String text) {}

    /** Pictures in which something is written. */
    record Texts(List<TextPicture> pictures, List<Unread> unread) implements LabelledData {
        public Texts {
            pictures = List.copyOf(pictures);
            unread = List.copyOf(unread);
        }
    }

    /** @param texts labelled with what is written in them, in reading order */
    record TextPicture(Path file, List<PixelBox> texts) {
        public TextPicture {
            texts = List.copyOf(texts);
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
