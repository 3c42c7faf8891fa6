package io.kinedex.inference.tflite;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;

/** Tells DJL of the engine; DJL's service loader makes it. All threads. */
public final class TfliteEngineProvider implements EngineProvider {
    /** Behind ONNX Runtime's 10, so that this engine is never DJL's default. */
    static final int RANK = 20;

    /** The engine's name in {@link ai.djl.Model#newInstance(String, String)}. */
    public static final String ENGINE = "TFLite";

    @Override
    public String getEngineName() {
        return ENGINE;
    }

    @Override
    public int getEngineRank() {
        return RANK;
    }

    @Override
    public Engine getEngine() {
        return Holder.ENGINE;
    }

    private static final class Holder {
        static final Engine ENGINE = new TfliteEngine();
    }
}
