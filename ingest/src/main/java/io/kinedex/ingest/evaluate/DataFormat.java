package io.kinedex.ingest.evaluate;

import io.kinedex.ingest.IngestException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The formats of labelled data that are known. */
public enum DataFormat {
    /** Boxes in one JSON: COCO's object detection. */
    COCO(
            "COCO's boxes: a JSON with images, annotations and categories",
            folder -> !CocoReader.labels(folder).isEmpty(),
            CocoReader::read),
    /** Boxes in one XML for each picture: Pascal VOC. */
    VOC(
            "Pascal VOC's boxes: an XML for each picture",
            folder -> !VocReader.labels(folder).isEmpty(),
            VocReader::read),
    /** Tracks: the MOT benchmarks. */
    MOT(
            "tracks of the MOT benchmarks: gt/gt.txt beside img1 or a video",
            folder -> !MotReader.labels(folder).isEmpty(),
            MotReader::read),
    /** Pictures of people in folders by name. */
    IDENTITIES("identities: identities/NAME/ with pictures of each", IdentityReader::fits, IdentityReader::read),
    /** What is said in files. */
    TRANSCRIPTS(
            "transcripts: a TSV of files and what is said in them",
            folder -> !TranscriptReader.labels(folder).isEmpty(),
            TranscriptReader::read),
    /** Boxes of text. */
    TEXT_BOXES(
            "text boxes: a CSV of pictures, boxes and texts, or ICDAR's gt_NAME.txt",
            folder -> !TextBoxReader.labels(folder).isEmpty(),
            TextBoxReader::read);

    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Predicate<DataFolder> fits;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<DataFolder, LabelledData> reader;

    DataFormat(String description, Predicate<DataFolder> fits, Function<DataFolder, LabelledData> reader) {
        this.description = description;
        this.fits = fits;
        this.reader = reader;
    }

    /** What a folder of it holds, for people. */
    public String description() {
        return description;
    }

    /** As it is named on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A folder that was read. */
    public record Recognised(DataFormat format, LabelledData data) {}

    /**
     * Reads a folder in the format that it is in.
     *
     * @throws IngestException BAD_REQUEST where it is in none, or in several
     */
    public static Recognised read(Path root) {
        DataFolder folder = DataFolder.list(root);
        List<DataFormat> fitting = Arrays.stream(values())
                .filter(format -> format.fits.test(folder))
                .toList();
        if (fitting.size() == 1) {
            return new Recognised(fitting.getFirst(), fitting.getFirst().reader.apply(folder));
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
        if (!format.fits.test(folder)) {
            throw new IngestException(
                    IngestException.Code.BAD_REQUEST, "%s holds nothing of %s".formatted(root, format.description()));
        }
        return new Recognised(format, format.reader.apply(folder));
    }
}
