package io.kinedex.ingest.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.ingest.config.NodeConfig.StreamSettings;
import io.kinedex.ingest.storage.DurableFiles;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.ingest.stream.StreamStatus;
import io.kinedex.ingest.stream.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@link Streams} kept as one small file each. */
final class StreamRegistry implements Streams {
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final StreamSettings defaults;
    private final Hooks hooks;
    private final Map<String, StreamConfig> streams = new ConcurrentSkipListMap<>();
    private final List<Consumer<String>> removalListeners = new CopyOnWriteArrayList<>();

    /**
     * What the registry asks of the rest of the node.
     *
     * @param check   refuses a configuration whose engines or models are not known, and makes them ready
     * @param status  the stream as it stands
     * @param changed told of a configuration that is in force now
     * @param remove  ends the stream's work and removes its archive
     */
    public record Hooks(
            Consumer<StreamConfig> check,
            Function<StreamConfig, StreamStatus> status,
            Consumer<StreamConfig> changed,
            Consumer<String> remove) {}

    private StreamRegistry(Path folder, StreamSettings defaults, Hooks hooks) {
        this.folder = folder;
        this.defaults = defaults;
        this.hooks = hooks;
    }

    /**
     * Opens the registry in the folder.
     *
     * @param configured streams of the configuration file; they win over what the folder has
     */
    public static StreamRegistry open(
            Path folder, StreamSettings defaults, Map<String, StreamSettings> configured, Hooks hooks) {
        DurableFiles.folder(folder);
        StreamRegistry registry = new StreamRegistry(folder, defaults, hooks);
        for (Path file : DurableFiles.list(folder)) {
            if (file.getFileName().toString().endsWith(SUFFIX)) {
                registry.load(file);
            }
        }
        configured.forEach((name, settings) -> registry.put(settings.named(name)));
        return registry;
    }

    private void load(Path file) {
        try {
            StreamConfig config = ConfigJson.MAPPER.readValue(Files.readAllBytes(file), StreamConfig.class);
            streams.put(config.name(), config);
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.BAD_CONFIGURATION,
                    "stream file %s cannot be read: %s".formatted(file, e.getMessage()),
                    e);
        }
    }

    @Override
    public List<StreamStatus> list() {
        return streams.values().stream().map(hooks.status()).toList();
    }

    @Override
    public Optional<StreamStatus> find(String name) {
        return config(name).map(hooks.status());
    }

    /** Without the cost of its status. */
    public Optional<StreamConfig> config(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** All, by name. */
    public List<StreamConfig> configs() {
        return List.copyOf(streams.values());
    }

    @Override
    public synchronized StreamStatus put(StreamConfig config) {
        hooks.check().accept(config);
        try {
            byte[] json = ConfigJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(config);
            DurableFiles.replace(folder.resolve(config.name() + SUFFIX), json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stream's configuration is always writable", e);
        }
        streams.put(config.name(), config);
        hooks.changed().accept(config);
        return hooks.status().apply(config);
    }

    @Override
    public synchronized StreamConfig require(String name) {
        StreamConfig.requireName(name);
        StreamConfig known = streams.get(name);
        if (known != null) {
            return known;
        }
        return put(defaults(name)).config();
    }

    @Override
    public StreamConfig defaults(String name) {
        return defaults.named(name);
    }

    /** Asks to be told of every stream that has been removed. */
    public void whenRemoved(Consumer<String> listener) {
        removalListeners.add(listener);
    }

    @Override
    public boolean delete(String name) {
        synchronized (this) {
            if (streams.remove(name) == null) {
                return false;
            }
            DurableFiles.remove(folder.resolve(name + SUFFIX));
            hooks.remove().accept(name);
        }
        removalListeners.forEach(listener -> listener.accept(name));
        return true;
    }
}
