package io.kinedex.inference.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.TinyOnnx;
import io.kinedex.inference.translate.Picture;
import io.kinedex.metadata.record.Box;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair so small that its weights are written here: colours and their names. */
class EncoderPairTest {
    private static final Box WHOLE = new Box(0, 0, 1, 1);
    private static final float[][] COLOURS = {{0, 0, 0}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.write(folder.resolve("picture.onnx"), TinyOnnx.meanColour());
        Files.write(folder.resolve("text.onnx"), TinyOnnx.bagOfWords(COLOURS));
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": {"type": "Lowercase"},
                 "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "red": 1, "green": 2, "blue": 3}, "unk_token": "[UNK]"}}
                """);
        describe("vector");
    }

    private void describe(String output) throws IOException {
        Files.writeString(folder.resolve("pair.yaml"), """
                name: colours
                picture:
                  weights: picture.onnx
                  input: {width: 8, height: 8, layout: nchw, type: float32, channels: rgb, mean: [127.5, 127.5, 127.5],
                          scale: [127.5, 127.5, 127.5], fit: stretch, pad: 0, batch: single}
                  tensor: pixels
                  output: %s
                text: {weights: text.onnx, tokenizer: tokenizer.json, length: 4, pad: 0, ids: ids, mask: '', output: vector}
                """.formatted(output));
    }

    @Test
    void aSentenceIsNearestToThePictureItDescribes() {
        try (EncoderPair pair = EncoderPair.open(folder.resolve("pair.yaml"))) {
            assertThat(pair.name()).isEqualTo("colours");
            Picture picture = halves(200, 20, 30, 10, 40, 220);

            assertThat(nearest(pair, pair.encode(picture, new Box(0, 0, 0.5, 1))))
                    .isEqualTo("a red car");
            assertThat(nearest(pair, pair.encode(picture, new Box(0.5, 0, 0.5, 1))))
                    .isEqualTo("something blue");
            assertThat(pair.query("a very long and green sentence with green words"))
                    .hasSize(3);
        }
    }

    @Test
    void refusesWhatIsNotAsDescribed() throws Exception {
        describe("features");
        assertThatThrownBy(() -> EncoderPair.open(folder.resolve("pair.yaml")))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("the picture model has no tensor 'features', it has [vector]");

        Files.writeString(folder.resolve("pair.yaml"), "name: colours\n");
        assertThatThrownBy(() -> EncoderPair.open(folder.resolve("pair.yaml")))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("does not describe a pair");
    }

    private static String nearest(EncoderPair pair, float[] vector) {
        String best = "";
        double most = -2;
        for (String text : new String[] {"a red car", "green grass", "something blue"}) {
            float[] query = pair.query(text);
            double cosine = query[0] * vector[0] + query[1] * vector[1] + query[2] * vector[2];
            if (cosine > most) {
                most = cosine;
                best = text;
            }
        }
        return best;
    }

    private static Picture halves(int... colours) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(16 * 8 * 3);
        for (int i = 0; i < 16 * 8; i++) {
            int from = i % 16 < 8 ? 0 : 3;
            for (int channel = 0; channel < 3; channel++) {
                pixels.put((byte) colours[from + channel]);
            }
        }
        return new Picture(pixels.flip(), 16, 8);
    }

    @Test
    void aBoxIsCutOutOfItsPicture() {
        assertThat(Crop.of(halves(1, 2, 3, 4, 5, 6), WHOLE).width()).isEqualTo(16);
        Picture right = Crop.of(halves(1, 2, 3, 4, 5, 6), new Box(0.5, 0.25, 0.5, 0.5));
        assertThat(right.width()).isEqualTo(8);
        assertThat(right.height()).isEqualTo(4);
        assertThat(right.rgb().get(0)).isEqualTo((byte) 4);
    }
}
