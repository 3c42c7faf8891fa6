package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.ingest.evaluate.LabelledData.PixelBox;
import io.kinedex.ingest.evaluate.LabelledData.Sequence;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the MOT benchmarks' format (Milan et al. 2016, "MOT16", section 4): for each sequence a {@code gt/gt.txt} with lines of
 * frame, id, left, top, width, height, whether it counts, class and visibility; frames and pixels are counted from 1. Beside it
 * the pictures of {@code img1}, or a video. Class 1 is a pedestrian and 2, 7, 8 and 12 excuse what is found on them, unless a
 * {@code gt/labels.txt} names the classes line by line, as annotation tools write it. Stateless.
 */
final class MotReader {
    private static final String PERSON = "person";
    private static final Set<Integer> EXCUSES = Set.of(2, 7, 8, 12);
    private static final double FRAMES_PER_SECOND = 25;
    private static final int COLUMNS_MIN = 6;
    private static final int CONFIDENCE = 6;
    private static final int CLASS = 7;

    private MotReader() {}

    static List<Path> labels(DataFolder folder) {
        return folder.ending("txt").stream().filter(MotReader::isTruth).toList();
    }

    private static boolean isTruth(Path file) {
        Path parent = file.getParent();
        return file.getFileName().toString().equals("gt.txt") && parent != null && parent.endsWith("gt");
    }

    static LabelledData.Tracks read(DataFolder folder) {
        List<Sequence> sequences = new ArrayList<>();
        List<Unread> unread = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        for (Path truth : labels(folder)) {
            try {
                Sequence sequence = sequence(folder, truth, unread);
                sequence.frames().values().forEach(frame -> frame.values().forEach(box -> names.add(box.label())));
                sequences.add(sequence);
            } catch (IOException | NumberFormatException e) {
                unread.add(new Unread(folder.name(truth), String.valueOf(e.getMessage())));
            }
        }
        return new LabelledData.Tracks(sequences, List.copyOf(names), unread);
    }

    private static Sequence sequence(DataFolder folder, Path truth, List<Unread> unread) throws IOException {
        Path root = Optional.ofNullable(truth.getParent()).map(Path::getParent).orElse(folder.root());
        Map<String, String> info = info(root.resolve("seqinfo.ini"));
        Path images = root.resolve(info.getOrDefault("imdir", "img1"));
        List<Path> pictures = folder.files().stream()
                .filter(file -> images.equals(file.getParent()) && DataFolder.isPicture(file))
                .toList();
        List<Path> videos = folder.files().stream()
                .filter(file -> root.equals(file.getParent()) && DataFolder.isVideo(file))
                .toList();
        if (pictures.isEmpty() && videos.size() != 1) {
            throw new IOException("there must be pictures in %s, or one video beside gt; there are %d videos"
                    .formatted(folder.name(images), videos.size()));
        }
        Map<Integer, String> classes = classes(truth.resolveSibling("labels.txt"));
        return new Sequence(
                root.equals(folder.root()) ? root.getFileName().toString() : folder.name(root),
                pictures.isEmpty() ? videos : pictures,
                pictures.isEmpty(),
                Double.parseDouble(info.getOrDefault("framerate", String.valueOf(FRAMES_PER_SECOND))),
                Integer.parseInt(info.getOrDefault("imwidth", "0")),
                Integer.parseInt(info.getOrDefault("imheight", "0")),
                frames(folder, truth, classes, unread));
    }

    private static Map<Integer, Map<String, PixelBox>> frames(
            DataFolder folder, Path truth, Map<Integer, String> classes, List<Unread> unread) throws IOException {
        Map<Integer, Map<String, PixelBox>> frames = new TreeMap<>();
        int number = 0;
        for (String line : Files.readAllLines(truth)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                String[] cells = line.strip().split("\\s*,\\s*");
                int frame = Integer.parseInt(cells[0]);
                box(cells, classes)
                        .ifPresent(box -> frames.computeIfAbsent(frame, _ -> new TreeMap<>())
                                .put(cells[1], box));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                unread.add(new Unread(folder.name(truth), "line %d is not of MOT's form".formatted(number)));
            }
        }
        return frames;
    }

    /** Empty where the benchmark leaves a thing out. */
    private static Optional<PixelBox> box(String[] cells, Map<Integer, String> classes) {
        if (cells.length < COLUMNS_MIN) {
            throw new NumberFormatException("too few columns");
        }
        boolean active = cells.length <= CONFIDENCE || Double.parseDouble(cells[CONFIDENCE]) != 0;
        int type = cells.length <= CLASS ? 1 : (int) Double.parseDouble(cells[CLASS]);
        boolean named = !classes.isEmpty();
        boolean counts = active && (named || type == 1 || type < 0);
        if (!counts && !named && !EXCUSES.contains(type)) {
            return Optional.empty();
        }
        return Optional.of(new PixelBox(
                named ? classes.getOrDefault(type, "class " + type) : PERSON,
                Double.parseDouble(cells[2]) - 1,
                Double.parseDouble(cells[3]) - 1,
                Double.parseDouble(cells[4]),
                Double.parseDouble(cells[5]),
                counts ? Counts.FULLY : Counts.NOT));
    }

    private static Map<Integer, String> classes(Path file) throws IOException {
        Map<Integer, String> classes = new HashMap<>();
        if (Files.isRegularFile(file)) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                classes.put(i + 1, lines.get(i).strip());
            }
        }
        return classes;
    }

    /** Lines of {@code key=value}, keys in lower case. */
    private static Map<String, String> info(Path file) throws IOException {
        return !Files.isRegularFile(file)
                ? Map.of()
                : Files.readAllLines(file).stream()
                        .map(line -> line.split("=", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(Collectors.toMap(
                                pair -> pair[0].strip().toLowerCase(Locale.ROOT),
                                pair -> pair[1].strip(),
                                (first, _) -> first));
    }
}
