package io.kinedex.inference.tflite;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.jspecify.annotations.Nullable;

/** TensorFlow Lite as DJL sees it; processors only, inference only. All threads. */
final class TfliteEngine extends Engine {
    @Override
    public @Nullable Engine getAlternativeEngine() {
        return null;
    }

    @Override
    public String getEngineName() {
        return TfliteEngineProvider.ENGINE;
    }

    @Override
    public int getRank() {
        return TfliteEngineProvider.RANK;
    }

    @Override
    public String getVersion() {
        return tensorflowlite.TfLiteVersion().getString();
    }

    @Override
    public boolean hasCapability(String capability) {
        return false;
    }

    @Override
    public Model newModel(String name, Device device) {
        return new TfliteModel(name, newBaseManager());
    }

    @Override
    public NDManager newBaseManager() {
        return TfliteNdManager.system().newSubManager();
    }

    @Override
    public NDManager newBaseManager(@Nullable Device device) {
        return newBaseManager();
    }
}
