package io.kinedex.inference.likeness;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.InputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** How an {@link EncoderPair} is run, as its file says. Immutable. */
record PairDescription(String name, PictureModel picture, TextModel text) {
    private static final JsonMapper RECORDS = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    /**
     * @param weights path, from the description's folder
     * @param input   float32, one picture a run
     * @param tensor  name of the input
     * @param output  name of the output
     */
    record PictureModel(String weights, InputSpec input, String tensor, String output) {
        PictureModel {
            if (input.type() != InputSpec.ElementType.FLOAT32) {
                throw new IllegalArgumentException("the picture model must take float32");
            }
        }
    }

    /**
     * @param weights   path, from the description's folder
     * @param tokenizer path of a tokenizer.json
     * @param length    tokens of a text, 1..1024
     * @param pad       the id that fills up
     * @param ids       name of the input of ids
     * @param mask      name of the input of the mask; empty where there is none
     * @param output    name of the output
     */
    record TextModel(String weights, String tokenizer, int length, long pad, String ids, String mask, String output) {
        TextModel {
            if (length < 1 || length > 1024) {
                throw new IllegalArgumentException("length is %d, must be in 1..1024".formatted(length));
            }
        }
    }

    PairDescription {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("name '%s' must match [a-z0-9][a-z0-9._-]{0,63}".formatted(name));
        }
    }

    /** @throws InferenceException BAD_CATALOGUE, which says what is wrong */
    static PairDescription read(Path file) {
        try {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            if (tree == null) {
                throw new IllegalArgumentException("it is empty");
            }
            return RECORDS.convertValue(tree, PairDescription.class);
        } catch (IOException | YAMLException | IllegalArgumentException e) {
            throw new InferenceException(
                    Code.BAD_CATALOGUE, "%s does not describe a pair: %s".formatted(file, e.getMessage()), e);
        }
    }
}
