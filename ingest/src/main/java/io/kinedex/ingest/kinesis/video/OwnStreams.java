package io.kinedex.ingest.kinesis.video;

import io.kinedex.ingest.archive.FragmentArchive;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Streams of an endpoint without a node: nothing is analysed, and they last as long as this does. Any thread. */
public final class OwnStreams implements StreamHost {
    private final Set<String> names = new ConcurrentSkipListSet<>();
    private final FragmentArchive archive;

    public OwnStreams(FragmentArchive archive) {
        this.archive = archive;
    }

    @Override
    public List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public boolean has(String name) {
        return names.contains(name);
    }

    @Override
    public void create(String name) {
        names.add(name);
    }

    @Override
    public void delete(String name) {
        names.remove(name);
        archive.delete(name);
    }

    @Override
    public void arrived(String name) {}
}
