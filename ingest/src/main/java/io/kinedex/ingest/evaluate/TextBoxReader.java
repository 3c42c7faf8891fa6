package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.ingest.evaluate.LabelledData.PixelBox;
import io.kinedex.ingest.evaluate.LabelledData.TextPicture;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads boxes of text, in pixels: a CSV whose lines are a picture, left, top, width and height or else the four corners' x and
 * y, and the text; or ICDAR's {@code gt_NAME.txt} for each picture NAME, with corners and text. A text of {@code ###} cannot
 * be read by people, and neither finding nor missing it counts (Karatzas et al. 2015). Stateless.
 */
final class TextBoxReader {
    private static final String UNREADABLE = "###";
    private static final int BOX = 4;
    private static final int CORNERS = 8;

    private TextBoxReader() {}

    static List<Path> labels(DataFolder folder) {
        List<Path> labels = new ArrayList<>();
        for (Path file : folder.files()) {
            String name = file.getFileName().toString();
            boolean csv = name.endsWith(".csv");
            boolean icdar = name.startsWith("gt_") && name.endsWith(".txt");
            if ((csv || icdar) && hasABox(folder, file)) {
                labels.add(file);
            }
        }
        return labels;
    }

    private static boolean hasABox(DataFolder folder, Path file) {
        try {
            Map<Path, List<PixelBox>> boxes = new LinkedHashMap<>();
            read(folder, file, boxes, new ArrayList<>());
            return !boxes.isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    static LabelledData.Texts read(DataFolder folder) {
        Map<Path, List<PixelBox>> boxes = new LinkedHashMap<>();
        List<Unread> unread = new ArrayList<>();
        for (Path file : labels(folder)) {
            try {
                read(folder, file, boxes, unread);
            } catch (IOException e) {
                unread.add(new Unread(folder.name(file), String.valueOf(e.getMessage())));
            }
        }
        List<TextPicture> pictures = new ArrayList<>();
        boxes.forEach((picture, texts) -> pictures.add(new TextPicture(picture, texts)));
        return new LabelledData.Texts(pictures, unread);
    }

    private static void read(DataFolder folder, Path file, Map<Path, List<PixelBox>> boxes, List<Unread> unread)
            throws IOException {
        Optional<Path> own =
                file.getFileName().toString().startsWith("gt_") ? pictureOf(folder, file) : Optional.empty();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            List<String> cells = cells(line.replace("\ufeff", ""));
            int first = own.isPresent() ? 0 : 1;
            Optional<Path> picture = own.isPresent() ? own : folder.find(cells.getFirst(), file);
            Optional<PixelBox> box = box(cells, first);
            if (picture.isPresent() && box.isPresent()) {
                boxes.computeIfAbsent(picture.get(), _ -> new ArrayList<>()).add(box.get());
            } else if (!line.isBlank() && (number > 1 || box.isPresent())) {
                unread.add(new Unread(
                        folder.name(file), "line %d is no picture, box and text: %s".formatted(number, line.strip())));
            }
        }
    }

    private static Optional<Path> pictureOf(DataFolder folder, Path labels) {
        String stem = DataFolder.stem(labels).substring("gt_".length());
        return folder.files().stream()
                .filter(file ->
                        DataFolder.isPicture(file) && DataFolder.stem(file).equals(stem))
                .findFirst();
    }

    /** Eight numbers and a text, else four; what follows the numbers is the text, commas and all. */
    private static Optional<PixelBox> box(List<String> cells, int first) {
        for (int count : new int[] {CORNERS, BOX}) {
            double[] numbers = numbers(cells, first, count);
            if (numbers.length == count && cells.size() > first + count) {
                String text = String.join(",", cells.subList(first + count, cells.size()))
                        .strip();
                return Optional.of(count == BOX ? box(text, numbers) : around(text, numbers));
            }
        }
        return Optional.empty();
    }

    private static double[] numbers(List<String> cells, int first, int count) {
        try {
            return cells.subList(Math.min(first, cells.size()), Math.min(first + count, cells.size())).stream()
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            return new double[0];
        }
    }

    private static PixelBox box(String text, double[] box) {
        return new PixelBox(text, box[0], box[1], box[2], box[3], counts(text));
    }

    private static PixelBox around(String text, double[] corners) {
        double left = Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        for (int i = 0; i < CORNERS; i += 2) {
            left = Math.min(left, corners[i]);
            right = Math.max(right, corners[i]);
            top = Math.min(top, corners[i + 1]);
            bottom = Math.max(bottom, corners[i + 1]);
        }
        return new PixelBox(text, left, top, right - left, bottom - top, counts(text));
    }

    private static Counts counts(String text) {
        return text.equals(UNREADABLE) ? Counts.NOT : Counts.FULLY;
    }

    /** By RFC 4180: commas divide, quotes hold together, a doubled quote is one. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
