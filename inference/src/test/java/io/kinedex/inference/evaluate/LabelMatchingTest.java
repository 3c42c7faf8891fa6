package io.kinedex.inference.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelMatchingTest {
    private final LabelMatching matching =
            new LabelMatching(List.of("person", "tv", "dining table", "couch", "airplane", "potted plant", ""));

    @ParameterizedTest
    @CsvSource({
        "Person,person",
        "pedestrian,person",
        "tvmonitor,tv",
        "TV,tv",
        "diningtable,dining table",
        "dining_table,dining table",
        "sofa,couch",
        "aeroplane,airplane",
        "Potted-Plant,potted plant"
    })
    void knowsADataSetsName(String name, String label) {
        assertThat(matching.label(name)).hasValue(label);
    }

    @Test
    void tellsWhatTheEngineCannotKnow() {
        assertThat(matching.label("giraffe")).isEmpty();
        assertThat(matching.label("")).isEmpty();
        assertThat(matching.unknown(List.of("sofa", "giraffe", "zebra crossing")))
                .containsExactly("giraffe", "zebra crossing");
    }
}
