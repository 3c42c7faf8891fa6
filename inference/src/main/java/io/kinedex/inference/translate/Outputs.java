package io.kinedex.inference.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The output tensors of one run as plain Java values, by name. One thread. */
public final class Outputs {
    /**
     * One picture's part of a tensor.
     *
     * @param data   all pictures' values
     * @param offset of this picture's first value
     * @param shape  without the batch dimension
     */
    record Tensor(float[] data, int offset, int[] shape) {
        float at(int index) {
            return data[offset + index];
        }

        /** The size of a dimension counted from the last one, 0; 1 where there is none. */
        int fromLast(int dimension) {
            return dimension < shape.length ? shape[shape.length - 1 - dimension] : 1;
        }

        int size() {
            return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        }
    }

    private final Map<String, float[]> data = new HashMap<>();
    private final Map<String, int[]> shapes = new HashMap<>();
    private final int batch;

    /** @param batch how many pictures went in */
    public Outputs(NDList tensors, int batch) {
        this.batch = batch;
        for (int i = 0; i < tensors.size(); i++) {
            NDArray tensor = tensors.get(i);
            String name = name(tensor, i);
            shapes.put(
                    name,
                    Arrays.stream(tensor.getShape().getShape())
                            .mapToInt(Math::toIntExact)
                            .toArray());
            data.put(name, floats(tensor, name));
        }
    }

    /** TorchScript's outputs have no names: their places stand for them. */
    private static String name(NDArray tensor, int place) {
        String name = tensor.getName();
        return name == null || name.isEmpty() ? String.valueOf(place) : name;
    }

    /** @throws InferenceException MODEL_REJECTED where the model has no such output, or not one for each picture */
    Tensor tensor(String name, int picture) {
        float[] values = values(name);
        int[] shape = Objects.requireNonNull(shapes.get(name));
        if (shape.length == 0 || shape[0] != batch) {
            throw new InferenceException(
                    Code.MODEL_REJECTED,
                    "output %s has the shape %s for %d pictures".formatted(name, Arrays.toString(shape), batch));
        }
        return new Tensor(values, values.length / batch * picture, Arrays.copyOfRange(shape, 1, shape.length));
    }

    /**
     * All values of a tensor, whatever its shape.
     *
     * @throws InferenceException MODEL_REJECTED where the model has no such output
     */
    public float[] values(String name) {
        float[] values = data.get(name);
        if (values == null) {
            List<String> names = new ArrayList<>(data.keySet());
            names.sort(null);
            throw new InferenceException(
                    Code.MODEL_REJECTED, "the model has no output %s; it has %s".formatted(name, names));
        }
        return values;
    }

    /**
     * Refuses what no model means.
     *
     * @throws InferenceException MODEL_REJECTED where a number is infinite or none at all
     */
    public void requireNumbers() {
        data.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new InferenceException(
                            Code.MODEL_REJECTED,
                            "output %s has %s as its number %d; are mean and scale right?"
                                    .formatted(name, values[i], i));
                }
            }
        });
    }

    private static float[] floats(NDArray tensor, String name) {
        return switch (tensor.getDataType()) {
            case FLOAT32 -> tensor.toFloatArray();
            case FLOAT64 -> narrowed(tensor.toDoubleArray());
            case INT32 ->
                narrowed(Arrays.stream(tensor.toIntArray()).asDoubleStream().toArray());
            case INT64 ->
                narrowed(Arrays.stream(tensor.toLongArray()).asDoubleStream().toArray());
            default ->
                throw new InferenceException(
                        Code.MODEL_REJECTED,
                        "output %s is of the type %s, which is not read".formatted(name, tensor.getDataType()));
        };
    }

    private static float[] narrowed(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
