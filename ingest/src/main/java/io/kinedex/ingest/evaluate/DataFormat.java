package io.kinedex.ingest.evaluate;

import io.kinedex.ingest.IngestException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats of labelled data that are known. */
public enum DataFormat {
    /** Boxes in one JSON: COCO's object detection. */
    COCO("COCO's boxes: a JSON with images, annotations and categories") {
        @Override
        boolean fits(DataFolder folder) {
            return !CocoReader.labels(folder).isEmpty();
        }

        @Override
        LabelledData read(DataFolder folder) {
            return CocoReader.read(folder);
        }
    },
    /** Boxes in one XML for each picture: Pascal VOC. */
    VOC("Pascal VOC's boxes: an XML for each picture") {
        @Override
        boolean fits(DataFolder folder) {
            return !VocReader.labels(folder).isEmpty();
        }

        @Override
        LabelledData read(DataFolder folder) {
            return VocReader.read(folder);
        }
    },
    /** Tracks: the MOT benchmarks. */
    MOT("tracks of the MOT benchmarks: gt/gt.txt beside img1 or a video") {
        @Override
        boolean fits(DataFolder folder) {
            return !MotReader.labels(folder).isEmpty();
        }

        @Override
        LabelledData read(DataFolder folder) {
            return MotReader.read(folder);
        }
    },
    /** Pictures of people in folders by name. */
    IDENTITIES("identities: identities/NAME/ with pictures of each") {
        @Override
        boolean fits(DataFolder folder) {
            return IdentityReader.fits(folder);
        }

        @Override
        LabelledData read(DataFolder folder) {
            return IdentityReader.read(folder);
        }
    },
    /** What is said in files. */
    TRANSCRIPTS("transcripts: a TSV of files and what is said in them") {
        @Override
        boolean fits(DataFolder folder) {
            return !TranscriptReader.labels(folder).isEmpty();
        }

        @Override
        LabelledData read(DataFolder folder) {
            return TranscriptReader.read(folder);
        }
    },
    /** Boxes of text. */
    TEXT_BOXES("text boxes: a CSV of pictures, boxes and texts, or ICDAR's gt_NAME.txt") {
        @Override
        boolean fits(DataFolder folder) {
            return !TextBoxReader.labels(folder).isEmpty();
        }

        @Override
        LabelledData read(DataFolder folder) {
            return TextBoxReader.read(folder);
        }
    };

    private final String description;

    DataFormat(String description) {
        this.description = description;
    }

    /** What a folder of it holds, for people. */
    public String description() {
        return description;
    }

    /** As it is named on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract boolean fits(DataFolder folder);

    abstract LabelledData read(DataFolder folder);

    /** A folder that was read. */
    public record Recognised(DataFormat format, LabelledData data) {}

    /**
     * Reads a folder in the format that it is in.
     *
     * @throws IngestException BAD_REQUEST where it is in none, or in several
     */
    public static Recognised read(Path root) {
        DataFolder folder = DataFolder.list(root);
        List<DataFormat> fitting =
                Arrays.stream(values()).filter(format -> format.fits(folder)).toList();
        if (fitting.size() == 1) {
            return new Recognised(fitting.getFirst(), fitting.getFirst().read(folder));
        }
        throw new IngestException(
                IngestException.Code.BAD_REQUEST,
                fitting.isEmpty()
                        ? "%s holds no labelled data of a known kind; there are: %s"
                                .formatted(
                                        root,
                                        Arrays.stream(values())
                                                .map(DataFormat::description)
                                                .collect(Collectors.joining("; ")))
                        : "%s holds labels of several kinds (%s); name one with --format"
                                .formatted(
                                        root,
                                        fitting.stream().map(DataFormat::key).collect(Collectors.joining(", "))));
    }

    /** Reads a folder in a format that is known. */
    public static Recognised read(Path root, DataFormat format) {
        DataFolder folder = DataFolder.list(root);
        if (!format.fits(folder)) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST, "%s holds nothing of %s".formatted(root, format.description()));
        }
        return new Recognised(format, format.read(folder));
    }
}
