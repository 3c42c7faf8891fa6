package io.kinedex.ingest.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.ingest.evaluate.LabelledData.Picture;
import io.kinedex.ingest.evaluate.LabelledData.PixelBox;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads COCO's object detection format (cocodataset.org, "Data format"): one JSON with {@code images}, {@code annotations}
 * whose {@code bbox} is left, top, width, height in pixels, and {@code categories}. Stateless.
 */
final class CocoReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KEYS_LOOKED_AT = 40;

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Document(
            @Nullable List<Image> images,
            @Nullable List<Annotation> annotations,
            @Nullable List<Category> categories) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Image(
            long id, @JsonProperty("file_name") @Nullable String fileName, int width, int height) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Annotation(
            @JsonProperty("image_id") long imageId,
            @JsonProperty("category_id") long categoryId,
            double @Nullable [] bbox,
            int iscrowd,
            int ignore) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Category(long id, @Nullable String name) {}

    private CocoReader() {}

    /** The files that begin as COCO's labels of boxes do. */
    static List<Path> labels(DataFolder folder) {
        return folder.ending("json").stream()
                .filter(CocoReader::looksLikeLabels)
                .toList();
    }

    private static boolean looksLikeLabels(Path file) {
        Set<String> wanted = new LinkedHashSet<>(List.of("images", "annotations", "categories"));
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (int key = 0; key < KEYS_LOOKED_AT && parser.nextToken() == JsonToken.FIELD_NAME; key++) {
                String name = parser.currentName();
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                parser.skipChildren();
                if (list && wanted.remove(name) && wanted.isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    static LabelledData.Boxes read(DataFolder folder) {
        List<Picture> pictures = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        List<Unread> unread = new ArrayList<>();
        for (Path file : labels(folder)) {
            try {
                read(folder, file, JSON.readValue(file.toFile(), Document.class), pictures, names, unread);
            } catch (IOException e) {
                unread.add(new Unread(folder.name(file), String.valueOf(e.getMessage())));
            }
        }
        return new LabelledData.Boxes(pictures, List.copyOf(names), unread);
    }

    private static void read(
            DataFolder folder,
            Path file,
            Document document,
            List<Picture> pictures,
            Set<String> names,
            List<Unread> unread) {
        Map<Long, String> categories = new HashMap<>();
        for (Category category : orEmpty(document.categories())) {
            String name = category.name() == null ? "category " + category.id() : category.name();
            categories.put(category.id(), name);
            names.add(name);
        }
        Map<Long, List<PixelBox>> boxes = new HashMap<>();
        for (Annotation annotation : orEmpty(document.annotations())) {
            box(annotation, categories)
                    .ifPresentOrElse(
                            box -> boxes.computeIfAbsent(annotation.imageId(), _ -> new ArrayList<>())
                                    .add(box),
                            () -> unread.add(new Unread(
                                    folder.name(file),
                                    "a box of image %d has no category or not four numbers"
                                            .formatted(annotation.imageId()))));
        }
        for (Image image : orEmpty(document.images())) {
            String name = image.fileName() == null ? "" : image.fileName();
            Optional<Path> picture = folder.find(name, file);
            if (picture.isPresent()) {
                pictures.add(new Picture(
                        picture.get(), image.width(), image.height(), boxes.getOrDefault(image.id(), List.of())));
            } else {
                unread.add(new Unread(name, "named by %s, and not there".formatted(folder.name(file))));
            }
        }
    }

    private static Optional<PixelBox> box(Annotation annotation, Map<Long, String> categories) {
        String label = categories.get(annotation.categoryId());
        double[] box = annotation.bbox();
        if (label == null || box == null || box.length != 4) {
            return Optional.empty();
        }
        Counts counts =
                annotation.iscrowd() != 0 ? Counts.AS_CROWD : annotation.ignore() != 0 ? Counts.NOT : Counts.FULLY;
        return Optional.of(new PixelBox(label, box[0], box[1], box[2], box[3], counts));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
