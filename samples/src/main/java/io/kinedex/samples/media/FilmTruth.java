package io.kinedex.samples.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the things of a film are in each frame, as the MOT benchmarks write it: from the boxes in its photographs and the way of
 * the window over them. A thing of which less than half is in the window, or that is labelled to be ignored, does not count.
 * Immutable.
 */
public final class FilmTruth {
    private static final double VISIBLE_MIN = 0.5;

    private final List<String> names;
    private final List<String> lines;

    private FilmTruth(List<String> names, List<String> lines) {
        this.names = List.copyOf(names);
        this.lines = List.copyOf(lines);
    }

    /** A box in a photograph, in fractions of it. */
    private record Thing(int type, double left, double top, double width, double height, boolean counts) {}

    /**
     * @param film   a sample video that is made of shots
     * @param labels of its photographs, as COCO writes boxes
     */
    public static FilmTruth of(SampleMedia media, String film, String labels) throws IOException {
        JsonNode coco = new JsonMapper().readTree(labels);
        List<String> names = new ArrayList<>();
        coco.path("categories")
                .forEach(category -> names.add(category.path("name").asText()));
        List<String> lines = new ArrayList<>();
        int frame = 1;
        int id = 1;
        for (Shot shot : media.shots(film)) {
            JsonNode image = image(coco, shot.photo());
            List<Thing> things = things(coco, image);
            double ratio = image.path("height").asDouble() / image.path("width").asDouble();
            int frames = shot.seconds() * PhotoFilm.FRAMES_PER_SECOND;
            for (int at = 0; at < frames; at++) {
                for (int i = 0; i < things.size(); i++) {
                    line(frame + at, id + i, things.get(i), shot, ratio, (double) at / frames)
                            .ifPresent(lines::add);
                }
            }
            frame += frames;
            id += things.size();
        }
        return new FilmTruth(names, lines);
    }

    private static JsonNode image(JsonNode coco, String photo) {
        for (JsonNode image : coco.path("images")) {
            if (image.path("file_name").asText().equals(photo)) {
                return image;
            }
        }
        throw new IllegalArgumentException("photograph %s is not labelled".formatted(photo));
    }

    private static List<Thing> things(JsonNode coco, JsonNode image) {
        Map<Long, Integer> types = new HashMap<>();
        coco.path("categories")
                .forEach(category -> types.put(category.path("id").asLong(), types.size() + 1));
        double width = image.path("width").asDouble();
        double height = image.path("height").asDouble();
        List<Thing> things = new ArrayList<>();
        for (JsonNode label : coco.path("annotations")) {
            if (label.path("image_id").asLong() == image.path("id").asLong()) {
                JsonNode box = label.path("bbox");
                things.add(new Thing(
                        types.getOrDefault(label.path("category_id").asLong(), 0),
                        box.path(0).asDouble() / width,
                        box.path(1).asDouble() / height,
                        box.path(2).asDouble() / width,
                        box.path(3).asDouble() / height,
                        label.path("ignore").asInt() == 0));
            }
        }
        return things;
    }

    /** @param ratio the photograph's height over its width */
    private static Optional<String> line(int frame, int id, Thing thing, Shot shot, double ratio, double way) {
        double scaledWidth = shot.width();
        double scaledHeight = Math.round(shot.width() * ratio / 2) * 2;
        double windowLeft = (scaledWidth - PhotoFilm.WIDTH) * shot.at(0, way);
        double windowTop = (scaledHeight - PhotoFilm.HEIGHT) * shot.at(1, way);
        double left = thing.left() * scaledWidth - windowLeft;
        double top = thing.top() * scaledHeight - windowTop;
        double right = left + thing.width() * scaledWidth;
        double bottom = top + thing.height() * scaledHeight;
        double seenLeft = Math.max(0, left);
        double seenTop = Math.max(0, top);
        double seenWidth = Math.min(PhotoFilm.WIDTH, right) - seenLeft;
        double seenHeight = Math.min(PhotoFilm.HEIGHT, bottom) - seenTop;
        if (seenWidth <= 0 || seenHeight <= 0) {
            return Optional.empty();
        }
        double visible = seenWidth * seenHeight / ((right - left) * (bottom - top));
        int counts = thing.counts() && visible >= VISIBLE_MIN ? 1 : 0;
        return Optional.of(String.format(
                Locale.ROOT,
                "%d,%d,%.1f,%.1f,%.1f,%.1f,%d,%d,%.2f",
                frame,
                id,
                seenLeft + 1,
                seenTop + 1,
                seenWidth,
                seenHeight,
                counts,
                thing.type(),
                visible));
    }

    /** Of the classes, in the order of their numbers from 1: {@code gt/labels.txt}. */
    public List<String> names() {
        return names;
    }

    /** {@code gt/gt.txt}. */
    public List<String> lines() {
        return lines;
    }
}
