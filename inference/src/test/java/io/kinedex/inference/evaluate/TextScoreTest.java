package io.kinedex.inference.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Detection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each figure was worked out by hand. */
class TextScoreTest {
    private static final Box TOP = new Box(0, 0, 1, 0.1);
    private static final Box MIDDLE = new Box(0, 0.4, 1, 0.1);
    private static final Box BOTTOM = new Box(0, 0.8, 1, 0.1);

    @Test
    void comparesTheTextsOfBoxesThatOverlap() {
        TextScore score = new TextScore(PlainText::of);
        score.add(
                List.of(new TrueBox("EXIT", TOP), new TrueBox("Gate 12", MIDDLE), new TrueBox("no smoking", BOTTOM)),
                List.of(found("exit!", TOP), found("Gale 12", MIDDLE), found("noise", new Box(0, 0.6, 1, 0.1))));

        TextScore.Result result = score.result();
        assertThat(result.recall()).isEqualTo(2 / 3.0);
        assertThat(result.precision()).isEqualTo(2 / 3.0);
        assertThat(result.readRight()).isEqualTo(1 / 3.0);
        assertThat(result.matched().rate()).isEqualTo(1 / 11.0);
        assertThat(result.all().rate()).isEqualTo(11 / 21.0);
    }

    @Test
    void whatPeopleCannotReadNeedNotBeFoundAndMayBe() {
        TextScore score = new TextScore(PlainText::of);
        score.add(List.of(new TrueBox("###", TOP, Counts.NOT)), List.of(found("smudge", TOP)));

        assertThat(score.result().truths()).isZero();
        assertThat(score.result().found()).isZero();
    }

    private static Detection found(String text, Box box) {
        return new Detection("text", 0.9, box, List.of(), text);
    }
}
