package io.kinedex.samples.accuracy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinedex.inference.catalogue.BundleCatalogue;
import io.kinedex.inference.catalogue.ModelBundle;
import io.kinedex.inference.pinned.PinnedStore;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * PP-OCR's English recogniser on plain ONNX Runtime: each labelled line is cut out of its page where the label says, made 48
 * pixels high, and read by taking the likeliest sign at each step (CTC).
 */
final class ReferenceReader {
    private static final int HEIGHT = 48;
    /** Around a line, in parts of its height: PP-OCR's boxes are wider than the ink. */
    private static final double MARGIN = 0.25;

    private ReferenceReader() {}

    /**
     * Wrong characters of the pages, in hundredths.
     *
     * @param longSide pixels of a page's longer side when it is read
     */
    static double characterErrors(Path folder, int longSide) throws IOException, OrtException {
        ModelBundle bundle = BundleCatalogue.bundled().find("ppocr-english").orElseThrow();
        PinnedStore store = PinnedStore.configured();
        List<String> signs = new ArrayList<>(Files.readAllLines(bundle.path("characters", store)));
        signs.add(" ");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, Page> pages = new HashMap<>();
        int errors = 0;
        int length = 0;
        try (OrtSession session =
                environment.createSession(bundle.path("lines", store).toString())) {
            for (String row : Files.readAllLines(folder.resolve("labels.csv")).stream()
                    .skip(1)
                    .toList()) {
                String[] cells = row.split(",", 6);
                String truth = cells[5].substring(1, cells[5].length() - 1);
                Page page = pages.get(cells[0]);
                if (page == null) {
                    page = Page.read(folder.resolve(cells[0]), longSide);
                    pages.put(cells[0], page);
                }
                BufferedImage line = line(page.image(), cells, page.scale());
                errors += distance(truth, read(environment, session, line, signs));
                length += truth.length();
            }
        }
        return 100.0 * errors / length;
    }

    private record Page(BufferedImage image, double scale) {
        static Page read(Path file, int longSide) throws IOException {
            BufferedImage page = ImageIO.read(file.toFile());
            double scale = (double) longSide / Math.max(page.getWidth(), page.getHeight());
            int width = (int) Math.round(page.getWidth() * scale);
            int height = (int) Math.round(page.getHeight() * scale);
            return new Page(
                    painted(page.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), width, height), scale);
        }
    }

    private static BufferedImage line(BufferedImage page, String[] cells, double scale) {
        double margin = MARGIN * Double.parseDouble(cells[4]);
        int left = (int) Math.max(0, Math.floor((Double.parseDouble(cells[1]) - margin) * scale));
        int top = (int) Math.max(0, Math.floor((Double.parseDouble(cells[2]) - margin) * scale));
        int right = (int) Math.min(
                page.getWidth(),
                Math.ceil((Double.parseDouble(cells[1]) + Double.parseDouble(cells[3]) + margin) * scale));
        int bottom = (int) Math.min(
                page.getHeight(),
                Math.ceil((Double.parseDouble(cells[2]) + Double.parseDouble(cells[4]) + margin) * scale));
        BufferedImage cut = page.getSubimage(left, top, right - left, bottom - top);
        int width = Math.max(HEIGHT, Math.round((float) cut.getWidth() * HEIGHT / cut.getHeight()));
        return painted(cut.getScaledInstance(width, HEIGHT, Image.SCALE_SMOOTH), width, HEIGHT);
    }

    private static BufferedImage painted(Image image, int width, int height) {
        BufferedImage painted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = painted.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return painted;
    }

    /** Planes of blue, green and red, as OpenCV read them when the model was trained; (x / 255 - 0.5) / 0.5. */
    private static String read(OrtEnvironment environment, OrtSession session, BufferedImage line, List<String> signs)
            throws OrtException {
        int width = line.getWidth();
        float[] planes = new float[3 * HEIGHT * width];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = line.getRGB(x, y);
                for (int plane = 0; plane < 3; plane++) {
                    planes[(plane * HEIGHT + y) * width + x] = (pixel >> 8 * plane & 0xff) / 127.5f - 1;
                }
            }
        }
        StringBuilder text = new StringBuilder();
        try (OnnxTensor input = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(planes), new long[] {1, 3, HEIGHT, width});
                OrtSession.Result result =
                        session.run(Map.of(session.getInputNames().iterator().next(), input))) {
            float[][] steps = ((float[][][]) result.get(0).getValue())[0];
            int before = 0;
            for (float[] step : steps) {
                int best = 0;
                for (int sign = 1; sign < step.length; sign++) {
                    best = step[sign] > step[best] ? sign : best;
                }
                if (best != 0 && best != before) {
                    text.append(signs.get(best - 1));
                }
                before = best;
            }
        }
        return text.toString().strip();
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
