package io.kinedex.inference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes small ONNX models. The first: pictures [N, 3, 4, 4] of values 0..1 become [N, 6, 8], the same numbers in another shape. It
 * fails on a batch that holds a value of 1.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
public final class TinyOnnx {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT64 = 7;

    private TinyOnnx() {}

    /** The bytes of the model. */
    static byte[] reshaping() {
        Message graph = new Message()
                .message(1, node("Reshape", "shaped", null, "x", "shape"))
                .message(1, node("ReduceMax", "highest", attribute("keepdims", 0), "x"))
                .message(1, node("Cast", "index", attribute("to", INT64), "highest"))
                .message(1, node("Gather", "zero", null, "table", "index"))
                .message(1, node("Add", "y", null, "shaped", "zero"))
                .text(2, "reshaping")
                .message(5, tensor("shape", INT64, longs(-1, 6, 8), 3))
                .message(5, tensor("table", FLOAT, new byte[Float.BYTES], 1))
                .message(11, value("x", -1, 3, 4, 4))
                .message(12, value("y", -1, 6, 8));
        return model(graph);
    }

    /** Pictures [1, 3, 8, 8] of -1..1 become [1, 3]: the mean of each channel. */
    public static byte[] meanColour() {
        Message graph = new Message()
                .message(1, node("GlobalAveragePool", "pooled", null, "pixels"))
                .message(1, node("Flatten", "vector", null, "pooled"))
                .text(2, "mean-colour")
                .message(11, value("pixels", 1, 3, 8, 8))
                .message(12, value("vector", 1, 3));
        return model(graph);
    }

    /** Token ids [1, 4] become [1, 3]: the sum of the rows of a table for each of the tokens. */
    public static byte[] bagOfWords(float[][] table) {
        ByteBuffer rows = ByteBuffer.allocate(table.length * 3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : table) {
            for (float number : row) {
                rows.putFloat(number);
            }
        }
        Message words = new Message()
                .number(1, table.length)
                .number(1, 3)
                .number(2, FLOAT)
                .text(8, "table")
                .raw(9, rows.array());
        Message graph = new Message()
                .message(1, node("Gather", "rows", null, "table", "ids"))
                .message(1, node("ReduceSum", "vector", attribute("keepdims", 0), "rows", "axis"))
                .text(2, "bag-of-words")
                .message(5, words)
                .message(5, tensor("axis", INT64, longs(1), 1))
                .message(11, value(INT64, "ids", 1, 4))
                .message(12, value("vector", 1, 3));
        return model(graph);
    }

    /**
     * Vectors x [1, 4] become [1, 2]: x times weights that are kept as unsigned bytes, 128 for 0 and 0.5 for a step. x is
     * quantised on the way, as ONNX Runtime's {@code quantize_dynamic} writes it.
     *
     * @param weights [4, 2] in row-major order
     * @param last    the operator that scales the product: {@code Mul}, where it is right
     */
    public static byte[] dynamicallyQuantised(byte[] weights, String last) {
        byte[] half = ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.5f)
                .array();
        Message graph = new Message()
                .message(1, node("DynamicQuantizeLinear", null, new String[] {"xq", "xs", "xz"}, "x"))
                .message(1, node("Mul", "scale", null, "xs", "ws"))
                .message(1, node("MatMulInteger", "product", null, "xq", "w", "xz", "wz"))
                .message(1, node("Cast", "cast", attribute("to", FLOAT), "product"))
                .message(1, node(last, "y", null, "cast", "scale"))
                .text(2, "dynamically-quantised")
                .message(5, matrix("w", UINT8, weights, 4, 2))
                .message(5, matrix("ws", FLOAT, half))
                .message(5, matrix("wz", UINT8, new byte[] {(byte) 128}))
                .message(11, value("x", 1, 4))
                .message(12, value("y", 1, 2));
        return model(graph);
    }

    /**
     * Stretches of sound [1, size] become [1, tones + 1]: for each tone (x · sine)² + (x · cosine)², so that a tone of level 1
     * gives 1, and the mean of the squares at the end.
     *
     * @param hertz the tones
     * @param size  samples of a stretch
     * @param rate  samples a second
     */
    public static byte[] tones(double[] hertz, int size, int rate) {
        int waves = 2 * hertz.length;
        ByteBuffer table = ByteBuffer.allocate(size * waves * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            for (double tone : hertz) {
                double phase = 2 * Math.PI * tone * i / rate;
                table.putFloat((float) (2 * Math.sin(phase) / size)).putFloat((float) (2 * Math.cos(phase) / size));
            }
        }
        Message graph = new Message()
                .message(1, node("MatMul", "waves", null, "sound", "table"))
                .message(1, node("Mul", "powers", null, "waves", "waves"))
                .message(1, node("Reshape", "pairs", null, "powers", "shape"))
                .message(1, node("ReduceSum", "tones", attribute("keepdims", 0), "pairs", "axis"))
                .message(1, node("Mul", "squares", null, "sound", "sound"))
                .message(1, node("ReduceMean", "mean", null, "squares"))
                .message(1, node("Concat", "scores", attribute("axis", 1), "tones", "mean"))
                .text(2, "tones")
                .message(5, matrix("table", FLOAT, table.array(), size, waves))
                .message(5, tensor("shape", INT64, longs(1, hertz.length, 2), 3))
                .message(5, tensor("axis", INT64, longs(2), 1))
                .message(11, value("sound", 1, size))
                .message(12, value("scores", 1, hertz.length + 1));
        return model(graph);
    }

    private static Message matrix(String name, int type, byte[] data, int... dimensions) {
        Message tensor = new Message();
        for (int dimension : dimensions) {
            tensor.number(1, dimension);
        }
        return tensor.number(2, type).text(8, name).raw(9, data);
    }

    private static byte[] model(Message graph) {
        return new Message()
                .number(1, 8)
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, 13))
                .bytes();
    }

    private static Message node(String operator, String output, @Nullable Message attribute, String... inputs) {
        return node(operator, attribute, new String[] {output}, inputs);
    }

    private static Message node(String operator, @Nullable Message attribute, String[] outputs, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        for (String output : outputs) {
            node.text(2, output);
        }
        node.text(3, outputs[0]).text(4, operator);
        return attribute == null ? node : node.message(5, attribute);
    }

    private static Message attribute(String name, int value) {
        return new Message().text(1, name).number(3, value).number(20, 2);
    }

    private static Message tensor(String name, int type, byte[] data, int size) {
        return new Message().number(1, size).number(2, type).text(8, name).raw(9, data);
    }

    private static Message value(String name, int... dimensions) {
        return value(FLOAT, name, dimensions);
    }

    private static Message value(int type, String name, int... dimensions) {
        Message shape = new Message();
        for (int dimension : dimensions) {
            shape.message(1, dimension < 0 ? new Message().text(2, "N") : new Message().number(1, dimension));
        }
        Message tensor = new Message().number(1, type).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    private static byte[] longs(long... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            data.putLong(value);
        }
        return data.array();
    }

    /** A Protocol Buffers message. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message raw(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return raw(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return raw(field, value.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                out.write((int) (left & 0x7f | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }
}
