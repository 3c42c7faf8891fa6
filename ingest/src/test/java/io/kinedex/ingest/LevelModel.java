package io.kinedex.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An ONNX model of sound: stretches [1, {@value #WINDOW}] become [1, 1], the mean of the squares of the samples, times ten.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for the numbers of the fields
 */
public final class LevelModel {
    private static final int WINDOW = 16_000;

    private static final long FLOAT = 1;

    private LevelModel() {}

    /** Describes the model, in a file {@code level.onnx}, as one of engine {@code sound-events}. */
    public static String description(String name, double confidenceMin, String label) {
        return """
                sounds:
                  - name: %s
                    engine: sound-events
                    task: much sound
                    runtime: onnx
                    weights: level.onnx
                    input: {rate: 16000, shape: [1, %d], hop: %d, scale: 1}
                    output: {scores: scores, activation: none}
                    confidence-min: %s
                    labels: {names: [%s]}
                """.formatted(name, WINDOW, WINDOW / 2, confidenceMin, label);
    }

    /** The bytes of the model. */
    public static byte[] bytes() {
        UnknownFieldSet.Builder ten = UnknownFieldSet.newBuilder();
        number(ten, 1, 1);
        number(ten, 2, FLOAT);
        text(ten, 8, "ten");
        ByteBuffer value = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        add(ten, 9, ByteString.copyFrom(value.putFloat(10).flip()));

        UnknownFieldSet.Builder graph = UnknownFieldSet.newBuilder();
        message(graph, 1, node("Mul", "squares", "sound", "sound"));
        message(graph, 1, node("ReduceMean", "mean", "squares"));
        message(graph, 1, node("Mul", "scores", "mean", "ten"));
        text(graph, 2, "level");
        message(graph, 5, ten);
        message(graph, 11, value("sound", WINDOW));
        message(graph, 12, value("scores", 1));

        UnknownFieldSet.Builder version = UnknownFieldSet.newBuilder();
        text(version, 1, "");
        number(version, 2, 13);
        UnknownFieldSet.Builder model = UnknownFieldSet.newBuilder();
        number(model, 1, 8);
        message(model, 7, graph);
        message(model, 8, version);
        return model.build().toByteArray();
    }

    private static UnknownFieldSet.Builder node(String operator, String output, String... inputs) {
        UnknownFieldSet.Builder node = UnknownFieldSet.newBuilder();
        for (String input : inputs) {
            text(node, 1, input);
        }
        text(node, 2, output);
        text(node, 4, operator);
        return node;
    }

    private static UnknownFieldSet.Builder value(String name, int size) {
        UnknownFieldSet.Builder shape = UnknownFieldSet.newBuilder();
        for (int dimension : new int[] {1, size}) {
            UnknownFieldSet.Builder its = UnknownFieldSet.newBuilder();
            number(its, 1, dimension);
            message(shape, 1, its);
        }
        UnknownFieldSet.Builder tensor = UnknownFieldSet.newBuilder();
        number(tensor, 1, FLOAT);
        message(tensor, 2, shape);
        UnknownFieldSet.Builder type = UnknownFieldSet.newBuilder();
        message(type, 1, tensor);
        UnknownFieldSet.Builder value = UnknownFieldSet.newBuilder();
        text(value, 1, name);
        message(value, 2, type);
        return value;
    }

    private static void message(UnknownFieldSet.Builder to, int field, UnknownFieldSet.Builder message) {
        add(to, field, message.build().toByteString());
    }

    private static void text(UnknownFieldSet.Builder to, int field, String text) {
        add(to, field, ByteString.copyFromUtf8(text));
    }

    private static void add(UnknownFieldSet.Builder to, int field, ByteString bytes) {
        to.mergeField(field, Field.newBuilder().addLengthDelimited(bytes).build());
    }

    private static void number(UnknownFieldSet.Builder to, int field, long number) {
        to.mergeField(field, Field.newBuilder().addVarint(number).build());
    }
}
