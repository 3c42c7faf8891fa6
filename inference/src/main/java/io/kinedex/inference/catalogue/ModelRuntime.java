package io.kinedex.inference.catalogue;

/** What runs a model, each a DJL engine. */
public enum ModelRuntime {
    ONNX,
    TFLITE,
    /** PyTorch's own archive of code and weights; its outputs are named by their places: 0, 1, ... */
    TORCHSCRIPT
}
