package io.kinedex.ingest.node;

import io.kinedex.ingest.kinesis.video.StreamHost;
import io.kinedex.ingest.stream.StreamConfig;
import java.util.List;
import java.util.function.Consumer;

/** The node's streams as Kinesis Video's API sees them. Any thread. */
record NodeStreams(StreamRegistry streams, Consumer<String> wake) implements StreamHost {
    @Override
    public List<String> names() {
        return streams.configs().stream().map(StreamConfig::name).toList();
    }

    @Override
    public boolean has(String name) {
        return streams.config(name).isPresent();
    }

    @Override
    public void create(String name) {
        streams.require(name);
    }

    @Override
    public void delete(String name) {
        streams.delete(name);
    }

    @Override
    public void arrived(String name) {
        wake.accept(name);
    }
}
