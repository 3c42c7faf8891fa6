package io.kinedex.inference.catalogue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The names of a model's classes, by index. Blank names and {@code ???} mark classes that are never reported. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Labels.Named.class), @JsonSubTypes.Type(Labels.Inside.class)})
public sealed interface Labels {
    /** Names given in the description. */
    record Named(List<String> names) implements Labels {
        public Named {
            names = List.copyOf(names);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("labels need at least one name");
            }
        }
    }

    /** One name a line in a text file that is zipped into the model file, as TensorFlow Lite's metadata is. */
    record Inside(String inside) implements Labels {}
}
