package io.kinedex.inference.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes of a graph that multiplies 8-bit integers one that multiplies float32, with the same weights. What is in the file is
 * what ONNX Runtime's {@code quantize_dynamic} writes, one scale for a tensor:
 *
 * <pre>
 * x -> DynamicQuantizeLinear -> MatMulInteger or ConvInteger (weights) -> Cast -> Mul (scale of x times scale of the weights) -> y
 * </pre>
 *
 * and becomes {@code x -> MatMul or Conv (weights) -> y}, so that x is not rounded to 256 steps. For one graph.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for the numbers of the fields
 */
final class FloatGraph {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int TENSOR_DIMENSIONS = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_FLOATS = 4;
    private static final int TENSOR_INTEGERS = 5;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_BYTES = 9;
    private static final long FLOAT = 1;
    private static final long INT8 = 3;

    private final Arena arena;
    private final List<UnknownFieldSet> nodes = new ArrayList<>();
    private final Map<String, UnknownFieldSet> producers = new HashMap<>();
    private final Map<String, List<UnknownFieldSet>> consumers = new HashMap<>();
    private final Map<String, UnknownFieldSet> tensors = new LinkedHashMap<>();

    /** What stands in the place of a node; empty where nothing does. */
    private final Map<UnknownFieldSet, UnknownFieldSet> instead = new IdentityHashMap<>();

    private final Set<String> quantised = new HashSet<>();
    private ByteString floats = ByteString.EMPTY;

    private FloatGraph(UnknownFieldSet graph, Arena arena) {
        this.arena = arena;
        for (UnknownFieldSet node : OnnxMessage.messages(graph, GRAPH_NODE)) {
            nodes.add(node);
            OnnxMessage.texts(node, NODE_OUTPUT).forEach(output -> producers.put(output, node));
            OnnxMessage.texts(node, NODE_INPUT)
                    .forEach(input -> consumers
                            .computeIfAbsent(input, _ -> new ArrayList<>())
                            .add(node));
        }
        OnnxMessage.messages(graph, GRAPH_INITIALIZER)
                .forEach(tensor -> tensors.put(OnnxMessage.text(tensor, TENSOR_NAME), tensor));
    }

    /**
     * The model with all such multiplications in float32. On the heap it takes little more than the file; the rest is the
     * arena's.
     *
     * @param model an ONNX file
     * @return the other file, in direct memory of the arena
     * @throws IllegalArgumentException where it is none, or where a multiplication of integers stands in another pattern
     */
    static ByteBuffer of(byte[] model, Arena arena) {
        UnknownFieldSet read = OnnxMessage.parsed(UnsafeByteOperations.unsafeWrap(model));
        List<UnknownFieldSet> graphs = OnnxMessage.messages(read, MODEL_GRAPH);
        if (graphs.size() != 1) {
            throw new IllegalArgumentException("it has %d graphs, must have one".formatted(graphs.size()));
        }
        ByteString graph = new FloatGraph(graphs.getFirst(), arena).changed(graphs.getFirst());
        ByteString changed = read.toBuilder()
                .clearField(MODEL_GRAPH)
                .build()
                .toByteString()
                .concat(OnnxMessage.delimited(MODEL_GRAPH, graph));
        ByteBuffer whole = arena.allocate(changed.size()).asByteBuffer();
        changed.copyTo(whole);
        return whole.flip();
    }

    private ByteString changed(UnknownFieldSet graph) {
        for (UnknownFieldSet node : nodes) {
            String operator = OnnxMessage.text(node, NODE_OPERATOR);
            if (operator.equals("MatMulInteger") || operator.equals("ConvInteger")) {
                replace(node, operator.replace("Integer", ""));
            }
        }
        ByteString changed = graph.toBuilder()
                .clearField(GRAPH_NODE)
                .clearField(GRAPH_INITIALIZER)
                .build()
                .toByteString();
        for (UnknownFieldSet node : nodes) {
            UnknownFieldSet other = instead.getOrDefault(node, node);
            if (!other.asMap().isEmpty()) {
                changed = changed.concat(OnnxMessage.delimited(GRAPH_NODE, other.toByteString()));
            }
        }
        for (Map.Entry<String, UnknownFieldSet> tensor : tensors.entrySet()) {
            if (!quantised.contains(tensor.getKey())) {
                changed = changed.concat(OnnxMessage.delimited(
                        GRAPH_INITIALIZER, tensor.getValue().toByteString()));
            }
        }
        return changed.concat(floats);
    }

    /** Puts a multiplication of floats in the place of one of integers and of what belongs to it. */
    private void replace(UnknownFieldSet node, String operator) {
        UnknownFieldSet cast = only(node, "Cast");
        UnknownFieldSet scaling = only(cast, "Mul");
        List<String> inputs = OnnxMessage.texts(node, NODE_INPUT);
        UnknownFieldSet quantising = producer(inputs.getFirst(), "DynamicQuantizeLinear");
        String weights = inputs.get(1);
        if (quantised.add(weights)) {
            ByteString tensor = floats(tensor(weights), scale(scaling, quantising), zeroPoint(inputs));
            floats = floats.concat(OnnxMessage.delimited(GRAPH_INITIALIZER, tensor));
        }
        Field x = OnnxMessage.field(OnnxMessage.text(quantising, NODE_INPUT), weights);
        UnknownFieldSet product = node.toBuilder()
                .clearField(NODE_INPUT)
                .clearField(NODE_OUTPUT)
                .clearField(NODE_OPERATOR)
                .addField(NODE_INPUT, x)
                .addField(NODE_OUTPUT, scaling.getField(NODE_OUTPUT))
                .addField(NODE_OPERATOR, OnnxMessage.field(operator))
                .build();
        instead.put(node, UnknownFieldSet.getDefaultInstance());
        instead.put(cast, UnknownFieldSet.getDefaultInstance());
        instead.put(scaling, product);
    }

    /** The one node that takes what a node gives. */
    private UnknownFieldSet only(UnknownFieldSet node, String operator) {
        String output = OnnxMessage.texts(node, NODE_OUTPUT).getFirst();
        List<UnknownFieldSet> takers = consumers.getOrDefault(output, List.of());
        if (takers.size() != 1
                || !OnnxMessage.text(takers.getFirst(), NODE_OPERATOR).equals(operator)) {
            throw new IllegalArgumentException("%s must go to one %s, goes to %s"
                    .formatted(
                            output,
                            operator,
                            takers.stream()
                                    .map(each -> OnnxMessage.text(each, NODE_OPERATOR))
                                    .toList()));
        }
        return takers.getFirst();
    }

    private UnknownFieldSet producer(String input, String operator) {
        UnknownFieldSet node = producers.get(input);
        if (node == null || !OnnxMessage.text(node, NODE_OPERATOR).equals(operator)) {
            throw new IllegalArgumentException("%s must come from %s".formatted(input, operator));
        }
        return node;
    }

    private UnknownFieldSet tensor(String name) {
        UnknownFieldSet tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("%s must be in the file".formatted(name));
        }
        return tensor;
    }

    /** Of the weights: what the scale of x is multiplied by. */
    private float scale(UnknownFieldSet scaling, UnknownFieldSet quantising) {
        String scaleOfInput = OnnxMessage.texts(quantising, NODE_OUTPUT).get(1);
        for (String factor : OnnxMessage.texts(scaling, NODE_INPUT)) {
            UnknownFieldSet product = producers.get(factor);
            List<String> factors = product == null ? List.of() : OnnxMessage.texts(product, NODE_INPUT);
            if (factors.contains(scaleOfInput)) {
                String scale = factors.get(factors.getFirst().equals(scaleOfInput) ? 1 : 0);
                return scalar(tensor(scale));
            }
        }
        throw new IllegalArgumentException(
                "%s must be scaled by %s".formatted(OnnxMessage.texts(scaling, NODE_OUTPUT), scaleOfInput));
    }

    private static float scalar(UnknownFieldSet tensor) {
        List<Integer> single = tensor.getField(TENSOR_FLOATS).getFixed32List();
        if (!single.isEmpty()) {
            return Float.intBitsToFloat(single.getFirst());
        }
        ByteString value = Stream.of(TENSOR_BYTES, TENSOR_FLOATS)
                .flatMap(field -> tensor.getField(field).getLengthDelimitedList().stream())
                .findFirst()
                .orElse(ByteString.EMPTY);
        if (value.size() != Float.BYTES) {
            throw new IllegalArgumentException("%s has %d bytes, must be one float"
                    .formatted(OnnxMessage.text(tensor, TENSOR_NAME), value.size()));
        }
        return value.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }

    /** What stands for 0; 0 itself where the node has no such input. */
    private int zeroPoint(List<String> inputs) {
        if (inputs.size() < 4) {
            return 0;
        }
        UnknownFieldSet tensor = tensor(inputs.get(3));
        List<ByteString> raw = tensor.getField(TENSOR_BYTES).getLengthDelimitedList();
        List<Long> single = tensor.getField(TENSOR_INTEGERS).getVarintList();
        List<ByteString> packed = tensor.getField(TENSOR_INTEGERS).getLengthDelimitedList();
        if (!raw.isEmpty()) {
            return isSigned(tensor)
                    ? raw.getFirst().byteAt(0)
                    : Byte.toUnsignedInt(raw.getFirst().byteAt(0));
        }
        if (!single.isEmpty()) {
            return single.getFirst().intValue();
        }
        try {
            return packed.isEmpty() ? 0 : packed.getFirst().newCodedInput().readInt32();
        } catch (IOException e) {
            throw new IllegalArgumentException("%s is no number".formatted(inputs.get(3)), e);
        }
    }

    private static boolean isSigned(UnknownFieldSet tensor) {
        return tensor.getField(TENSOR_TYPE).getVarintList().getFirst() == INT8;
    }

    private ByteString floats(UnknownFieldSet weights, float scale, int zeroPoint) {
        ByteString quantised =
                weights.getField(TENSOR_BYTES).getLengthDelimitedList().getFirst();
        boolean signed = isSigned(weights);
        ByteBuffer values = arena.allocate((long) quantised.size() * Float.BYTES)
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < quantised.size(); i++) {
            byte value = quantised.byteAt(i);
            values.putFloat(((signed ? value : Byte.toUnsignedInt(value)) - zeroPoint) * scale);
        }
        return UnknownFieldSet.newBuilder()
                .addField(TENSOR_DIMENSIONS, weights.getField(TENSOR_DIMENSIONS))
                .addField(TENSOR_TYPE, Field.newBuilder().addVarint(FLOAT).build())
                .addField(TENSOR_NAME, weights.getField(TENSOR_NAME))
                .build()
                .toByteString()
                .concat(OnnxMessage.delimited(TENSOR_BYTES, UnsafeByteOperations.unsafeWrap(values.flip())));
    }
}
