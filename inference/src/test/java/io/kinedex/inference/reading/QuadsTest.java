package io.kinedex.inference.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where lines are and how they belong together. */
class QuadsTest {
    private static final ReadingOptions OPTIONS = ReadingOptions.defaults();

    @ParameterizedTest
    @ValueSource(doubles = {-40, -8, 0, 3, 30})
    void findsAMarkedLineInItsDirectionAndItsTrueSize(double degrees) {
        List<Quad> found = marked(OPTIONS, Quad.around(160, 120, 120, 20, degrees));

        double out = 120 * 20 * OPTIONS.unclip() / 280;
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().width()).isEqualTo(2 * (120 + 2 * out), within(8.0));
        assertThat(found.getFirst().height()).isEqualTo(2 * (20 + 2 * out), within(8.0));
        assertThat(found.getFirst().degrees()).isEqualTo(degrees, within(1.5));
        assertThat(found.getFirst().centreX()).isEqualTo(320, within(2.0));
        assertThat(found.getFirst().centreY()).isEqualTo(240, within(2.0));
    }

    @Test
    void doesNotTakeSpecksForLines() {
        assertThat(marked(OPTIONS, Quad.around(50, 50, 20, 1, 0))).isEmpty();
    }

    @Test
    void keepsNoMoreLinesThanAllowed() {
        ReadingOptions two = new ReadingOptions(736, 1_000_000, 0.3, 0.6, 1.6, 0.6, 2);

        assertThat(marked(
                        two,
                        Quad.around(60, 40, 80, 12, 0),
                        Quad.around(60, 90, 80, 12, 0),
                        Quad.around(60, 140, 80, 12, 0)))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1280, 720, 1312, 736",
        "320, 180, 1312, 736",
        "640, 640, 736, 736",
        "1920, 1080, 1344, 736",
        "3840, 2160, 1344, 736",
        "4000, 20, 14144, 64"
    })
    void looksAtPicturesInSizesThatTheModelTakes(int width, int height, int lookedWidth, int lookedHeight) {
        DetectorSize size = DetectorSize.of(width, height, OPTIONS);

        assertThat(size.width() % 32 + size.height() % 32).isZero();
        assertThat(size).isEqualTo(new DetectorSize(lookedWidth, lookedHeight));
    }

    @Test
    void turnsTheSideThatIsNearerToLevelIntoTheWidth() {
        Quad upright = Quad.around(0, 0, 40, 10, 90);

        assertThat(upright.width()).isEqualTo(10, within(1e-9));
        assertThat(upright.height()).isEqualTo(40, within(1e-9));
        assertThat(upright.degrees()).isEqualTo(0, within(1e-9));
        assertThat(upright.topLeft().x()).isEqualTo(-5, within(1e-9));
    }

    @Test
    void joinsPiecesOfALineAndNoOthers() {
        Quad speed = Quad.around(50, 100, 80, 20, 4);
        Quad limit =
                Quad.around(50 + 90 * Math.cos(Math.toRadians(4)), 100 + 90 * Math.sin(Math.toRadians(4)), 80, 20, 4);
        Quad far = Quad.around(400, 125, 80, 20, 4);
        Quad below = Quad.around(140, 135, 80, 20, 4);

        List<Quad> joined = BrokenLines.joined(List.of(far, limit, below, speed));

        assertThat(joined).hasSize(3).contains(far, below);
        Quad whole =
                joined.stream().filter(quad -> quad.width() > 100).findFirst().orElseThrow();
        assertThat(whole.width()).isEqualTo(170, within(1e-6));
        assertThat(whole.height()).isEqualTo(20, within(1e-6));
        assertThat(whole.degrees()).isEqualTo(4, within(1e-6));
    }

    @Test
    void putsLinesIntoRowsFromTheTopAndRowsInOrderFromTheLeft() {
        Quad title = Quad.around(200, 20, 200, 30, 0);
        Quad left = Quad.around(60, 84, 100, 20, 0);
        Quad right = Quad.around(260, 80, 100, 20, 0);
        Quad last = Quad.around(200, 110, 100, 20, 0);

        assertThat(ReadingOrder.of(List.of(last, right, left, title))).containsExactly(title, left, right, last);
    }

    /** What is found in a map of 320 x 240 with those marks, at twice its size. */
    private static List<Quad> marked(ReadingOptions options, Quad... marks) {
        try (PointerScope scope = new PointerScope()) {
            Mat map = new Mat(240, 320, opencv_core.CV_32FC1, Scalar.all(0.05));
            for (Quad mark : marks) {
                Point corners = new Point(4);
                for (int i = 0; i < 4; i++) {
                    corners.position(i)
                            .x((int) Math.round(mark.corners().get(i).x()))
                            .y((int) Math.round(mark.corners().get(i).y()));
                }
                opencv_imgproc.fillConvexPoly(map, corners.position(0), 4, Scalar.all(0.9));
            }
            return new ProbabilityMap(map, options).quads(2, 2);
        }
    }
}
