package io.kinedex.inference.tflite;

import ai.djl.BaseModel;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A TensorFlow Lite file with one interpreter. Predictors of one model take turns on it; for parallel runs load the file
 * once a thread, which shares the mapped weights. The option {@code threads} sets how many threads one run uses.
 */
final class TfliteModel extends BaseModel {
    static final String THREADS = "threads";

    TfliteModel(String name, NDManager manager) {
        super(name);
        this.manager = manager;
        this.dataType = DataType.FLOAT32;
    }

    @Override
    public void load(Path modelPath, @Nullable String prefix, @Nullable Map<String, ?> options)
            throws FileNotFoundException, MalformedModelException {
        if (!Files.isRegularFile(modelPath)) {
            throw new FileNotFoundException(modelPath + " is no TensorFlow Lite file");
        }
        setModelDir(modelPath.toAbsolutePath().getParent());
        int threads = options == null || options.get(THREADS) == null
                ? 1
                : Integer.parseInt(String.valueOf(options.get(THREADS)));
        TfliteBlock loaded = new TfliteBlock(TfliteInterpreter.open(modelPath, threads));
        manager.attachInternal(NDManager.nextUid(), loaded);
        block = loaded;
        wasLoaded = true;
    }
}
