package io.kinedex.samples.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kinedex.metadata.index.Hit;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What the demonstration does, as {@code demo.yaml} has it. Immutable. */
record Scenario(List<Feed> streams, List<Question> searches) {
    private static final String RESOURCE = "/io/kinedex/samples/demo.yaml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    Scenario {
        streams = List.copyOf(streams);
        searches = List.copyOf(searches);
    }

    /**
     * A stream of one sample video.
     *
     * @param video    a sample video's name
     * @param settings as the node takes them
     */
    record Feed(String name, String video, JsonNode settings) {}

    /**
     * A search.
     *
     * @param about  what it looks for, for people
     * @param expect what must be among its hits
     */
    record Question(String query, String about, List<Expectation> expect) {
        Question {
            expect = List.copyOf(expect);
        }

        /** What is not among the hits although it should be. */
        List<Expectation> missing(List<Hit> hits) {
            return expect.stream()
                    .filter(expectation -> !expectation.isMet(hits))
                    .toList();
        }
    }

    /** At least so many hits of this label on this stream. */
    record Expectation(String stream, String label, int hitsMin) {
        boolean isMet(List<Hit> hits) {
            return hits.stream()
                            .filter(hit -> hit.stream().equals(stream)
                                    && hit.sighting().label().equals(label))
                            .count()
                    >= hitsMin;
        }

        @Override
        public String toString() {
            return "%s on stream %s%s".formatted(label, stream, hitsMin == 1 ? "" : ", at least %d".formatted(hitsMin));
        }
    }

    /** The one that this module brings. */
    static Scenario bundled() {
        try (InputStream in = Scenario.class.getResourceAsStream(RESOURCE)) {
            return YAML.readValue(in, Scenario.class);
        } catch (IOException e) {
            throw new IllegalStateException("the resource %s cannot be read".formatted(RESOURCE), e);
        }
    }
}
