package io.kinedex.ingest.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A Matroska Tags element taken apart, to be read and changed. Immutable. */
final class TagsElement {
    private final List<List<Child>> tags;

    private TagsElement(List<List<Child>> tags) {
        this.tags = tags;
    }

    /**
     * A child of a Tag.
     *
     * @param name  of a simple tag; empty where it is none
     * @param bytes of the whole element
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Child(String name, String text, byte[] bytes) {}

    static TagsElement parse(byte[] element) {
        List<List<Child>> tags = new ArrayList<>();
        for (byte[] tag : children(element)) {
            List<Child> parts = new ArrayList<>();
            children(tag).forEach(part -> parts.add(child(part)));
            tags.add(parts);
        }
        return new TagsElement(tags);
    }

    static byte[] of(Map<String, String> values) {
        ByteArrayOutputStream simple = new ByteArrayOutputStream();
        values.forEach((name, value) -> {
            ByteArrayOutputStream pair = new ByteArrayOutputStream();
            pair.writeBytes(Ebml.element(Ebml.TAG_NAME, name.getBytes(StandardCharsets.UTF_8)));
            pair.writeBytes(Ebml.element(Ebml.TAG_STRING, value.getBytes(StandardCharsets.UTF_8)));
            simple.writeBytes(Ebml.element(Ebml.SIMPLE_TAG, pair.toByteArray()));
        });
        return Ebml.element(Ebml.TAGS, Ebml.element(Ebml.TAG, simple.toByteArray()));
    }

    /** All simple tags by name; of equal names the last. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        tags.forEach(tag -> tag.stream()
                .filter(child -> !child.name().isEmpty())
                .forEach(child -> values.put(child.name(), child.text())));
        return values;
    }

    /** The element without the simple tags of that name; no bytes where nothing is left. */
    byte[] without(String name) {
        return bytes(
                tag -> tag.stream().filter(child -> !child.name().equals(name)).toList());
    }

    /** The element with its simple tags in the reverse order. */
    byte[] reversed() {
        return bytes(List::reversed);
    }

    private byte[] bytes(UnaryOperator<List<Child>> change) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (List<Child> tag : tags) {
            List<Child> changed = change.apply(tag);
            if (changed.stream().anyMatch(child -> !child.name().isEmpty())) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                changed.forEach(child -> body.writeBytes(child.bytes()));
                out.writeBytes(Ebml.element(Ebml.TAG, body.toByteArray()));
            }
        }
        return out.size() == 0 ? new byte[0] : Ebml.element(Ebml.TAGS, out.toByteArray());
    }

    private static Child child(byte[] element) {
        if (Ebml.head(element, 0).id() != Ebml.SIMPLE_TAG) {
            return new Child("", "", element);
        }
        String name = "";
        String text = "";
        for (byte[] part : children(element)) {
            Ebml.Head head = Ebml.head(part, 0);
            String value = new String(part, head.length(), part.length - head.length(), StandardCharsets.UTF_8);
            switch (head.id()) {
                case Ebml.TAG_NAME -> name = value;
                case Ebml.TAG_STRING -> text = value;
                default -> {}
            }
        }
        return new Child(name, text, element);
    }

    /** The elements inside an element, whole. */
    static List<byte[]> children(byte[] element) {
        List<byte[]> children = new ArrayList<>();
        int at = Ebml.head(element, 0).length();
        while (at < element.length) {
            if (Ebml.headLength(element, at, element.length) == 0) {
                throw new Ebml.Broken("an element ends within its head");
            }
            Ebml.Head head = Ebml.head(element, at);
            long end = at + head.length() + head.size();
            if (head.isOpen() || end > element.length) {
                throw new Ebml.Broken("an element is longer than the one around it");
            }
            children.add(Arrays.copyOfRange(element, at, (int) end));
            at = (int) end;
        }
        return children;
    }
}
