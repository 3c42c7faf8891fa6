package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.ingest.evaluate.LabelledData.Picture;
import io.kinedex.ingest.evaluate.LabelledData.PixelBox;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Reads Pascal VOC's format (Everingham et al. 2010, its development kit): one XML for each picture, with corners of boxes in
 * pixels that are counted from 1, the last one inside. Stateless.
 */
final class VocReader {
    private static final int HEAD_BYTES = 400;

    private VocReader() {}

    /** The files that begin as VOC's annotations do. */
    static List<Path> labels(DataFolder folder) {
        return folder.ending("xml").stream().filter(VocReader::looksLikeLabels).toList();
    }

    private static boolean looksLikeLabels(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1)
                    .matches("(?s).*<annotation[\\s>].*");
        } catch (IOException e) {
            return false;
        }
    }

    static LabelledData.Boxes read(DataFolder folder) {
        List<Picture> pictures = new ArrayList<>();
        List<Unread> unread = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        for (Path file : labels(folder)) {
            try {
                Element root = parser().parse(file.toFile()).getDocumentElement();
                Optional<Path> picture = picture(folder, file, text(root, "filename"));
                if (picture.isEmpty()) {
                    unread.add(new Unread(
                            folder.name(file), "its picture %s is not there".formatted(text(root, "filename"))));
                    continue;
                }
                List<PixelBox> boxes = boxes(root);
                boxes.forEach(box -> names.add(box.label()));
                pictures.add(new Picture(picture.get(), size(root, "width"), size(root, "height"), boxes));
            } catch (SAXException | IOException | ParserConfigurationException | NumberFormatException e) {
                unread.add(new Unread(folder.name(file), String.valueOf(e.getMessage())));
            }
        }
        return new LabelledData.Boxes(pictures, List.copyOf(names), unread);
    }

    /** No documents of others, no entities. */
    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder;
    }

    /** By the name in the document, else by the document's own. */
    private static Optional<Path> picture(DataFolder folder, Path file, String name) {
        Optional<Path> named = name.isBlank() ? Optional.empty() : folder.find(name, file);
        return named.filter(DataFolder::isPicture)
                .or(() -> folder.files().stream()
                        .filter(other -> DataFolder.isPicture(other)
                                && DataFolder.stem(other).equals(DataFolder.stem(file)))
                        .findFirst());
    }

    private static List<PixelBox> boxes(Element root) {
        List<PixelBox> boxes = new ArrayList<>();
        for (Element object : children(root, "object")) {
            for (Element box : children(object, "bndbox")) {
                double left = Double.parseDouble(text(box, "xmin")) - 1;
                double top = Double.parseDouble(text(box, "ymin")) - 1;
                boxes.add(new PixelBox(
                        text(object, "name"),
                        left,
                        top,
                        Double.parseDouble(text(box, "xmax")) - left,
                        Double.parseDouble(text(box, "ymax")) - top,
                        text(object, "difficult").equals("1") ? Counts.NOT : Counts.FULLY));
            }
        }
        return boxes;
    }

    private static int size(Element root, String side) {
        List<Element> sizes = children(root, "size");
        String text = sizes.isEmpty() ? "" : text(sizes.getFirst(), side);
        return text.isEmpty() ? 0 : (int) Double.parseDouble(text);
    }

    /** The first child's text; empty where there is none. */
    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
