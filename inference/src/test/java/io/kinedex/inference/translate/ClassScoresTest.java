package io.kinedex.inference.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.catalogue.OutputSpec.Activation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassScoresTest {
    @Test
    void makesProbabilitiesOfARow() {
        float[] scores = {1000, 999, -3};

        assertThat(ClassScores.probabilities(Activation.NONE, new float[] {0.25f, -1, 2}))
                .containsExactly(0.25, 0, 1);
        assertThat(ClassScores.probabilities(Activation.SIGMOID, new float[] {0, 2}))
                .containsExactly(new double[] {0.5, 0.8808}, within(1e-4));
        double[] soft = ClassScores.probabilities(Activation.SOFTMAX, scores);
        assertThat(soft).containsExactly(new double[] {0.7311, 0.2689, 0}, within(1e-4));
        assertThat(Arrays.stream(soft).sum()).isCloseTo(1, within(1e-12));
    }
}
