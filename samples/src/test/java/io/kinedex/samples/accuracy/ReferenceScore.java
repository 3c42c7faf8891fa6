package io.kinedex.samples.accuracy;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.frames.Frame;
import io.kinedex.frames.FramePool;
import io.kinedex.frames.PictureFile;
import io.kinedex.samples.accuracy.Reference.Found;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Average precision at an overlap of 0.5, once more and straight from COCO's definition, over a folder of labelled pictures. */
final class ReferenceScore {
    private static final int LONG_SIDE = 640;

    private record Judged(double confidence, boolean right) {}

    private ReferenceScore() {}

    /** By label, in hundredths; {@code all} is the mean. */
    static Map<String, Double> ap50(Path folder, Reference model)
            throws IOException, OrtException, InterruptedException {
        JsonNode labels =
                new JsonMapper().readTree(folder.resolve("labels.json").toFile());
        Map<Long, String> names = new HashMap<>();
        labels.path("categories")
                .forEach(each ->
                        names.put(each.path("id").asLong(), each.path("name").asText()));
        Map<String, List<Judged>> judged = new TreeMap<>();
        Map<String, Integer> truths = new HashMap<>();
        for (JsonNode image : labels.path("images")) {
            BufferedImage picture = frame(folder.resolve(image.path("file_name").asText()));
            double width = image.path("width").asDouble();
            double height = image.path("height").asDouble();
            List<JsonNode> boxes = new ArrayList<>();
            for (JsonNode box : labels.path("annotations")) {
                if (box.path("image_id").asLong() == image.path("id").asLong()) {
                    boxes.add(box);
                    if (box.path("ignore").asInt() == 0) {
                        truths.merge(names.getOrDefault(box.path("category_id").asLong(), ""), 1, Integer::sum);
                    }
                }
            }
            judge(model.look(picture), boxes, names, width, height, judged);
        }
        Map<String, Double> result = new TreeMap<>();
        truths.forEach((label, count) ->
                result.put(label, 100 * precision(judged.getOrDefault(label, List.of()), count)));
        result.put(
                "all",
                result.values().stream().mapToDouble(each -> each).average().orElse(0));
        return result;
    }

    /** The pixels that the node's engines see. */
    private static BufferedImage frame(Path file) throws InterruptedException {
        try (FramePool pool = new FramePool(1, FramePool.bytesPerFrame(LONG_SIDE));
                Frame frame = PictureFile.read(file, pool, Instant.EPOCH, LONG_SIDE)) {
            BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
            ByteBuffer pixels = frame.pixels();
            for (int i = 0; i < frame.width() * frame.height(); i++) {
                int rgb = (pixels.get() & 0xff) << 16 | (pixels.get() & 0xff) << 8 | (pixels.get() & 0xff);
                image.setRGB(i % frame.width(), i / frame.width(), rgb);
            }
            return image;
        }
    }

    private static void judge(
            List<Found> found,
            List<JsonNode> boxes,
            Map<Long, String> names,
            double width,
            double height,
            Map<String, List<Judged>> judged) {
        Set<JsonNode> taken = new HashSet<>();
        List<Found> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingDouble(Found::confidence).reversed());
        for (Found each : sorted) {
            double most = 0;
            JsonNode best = null;
            double mostIgnored = 0;
            for (JsonNode box : boxes) {
                if (!each.label().equals(names.get(box.path("category_id").asLong()))) {
                    continue;
                }
                JsonNode b = box.path("bbox");
                double left = b.path(0).asDouble() / width;
                double top = b.path(1).asDouble() / height;
                double overlap = each.iou(
                        left,
                        top,
                        left + b.path(2).asDouble() / width,
                        top + b.path(3).asDouble() / height);
                if (box.path("ignore").asInt() != 0) {
                    mostIgnored = Math.max(mostIgnored, overlap);
                } else if (!taken.contains(box) && overlap > most) {
                    most = overlap;
                    best = box;
                }
            }
            boolean right = most >= 0.5;
            if (right && best != null) {
                taken.add(best);
            }
            if (right || mostIgnored < 0.5) {
                judged.computeIfAbsent(each.label(), _ -> new ArrayList<>()).add(new Judged(each.confidence(), right));
            }
        }
    }

    /** For each of 101 recalls the best precision that is had at it or beyond. */
    private static double precision(List<Judged> judged, int truths) {
        List<Judged> sorted = new ArrayList<>(judged);
        sorted.sort(Comparator.comparingDouble(Judged::confidence).reversed());
        double sum = 0;
        for (int step = 0; step <= 100; step++) {
            int right = 0;
            double best = 0;
            for (int i = 0; i < sorted.size(); i++) {
                right += sorted.get(i).right() ? 1 : 0;
                if (100.0 * right / truths >= step) {
                    best = Math.max(best, (double) right / (i + 1));
                }
            }
            sum += best;
        }
        return sum / 101;
    }
}
