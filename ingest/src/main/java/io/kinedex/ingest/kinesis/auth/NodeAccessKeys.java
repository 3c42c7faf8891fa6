package io.kinedex.ingest.kinesis.auth;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a node's configuration and those of its file, which is read again when it has changed. Any thread but an event
 * loop.
 */
public final class NodeAccessKeys implements AccessKeys {
    private static final Logger LOG = LoggerFactory.getLogger(NodeAccessKeys.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Map<String, AccessKey> configured;
    private final AccessKeyFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Map<String, AccessKey> all;
    private volatile long looked;
    private String stamp = "";

    public NodeAccessKeys(List<AccessKey> configured, AccessKeyFile file) {
        this.configured = byId(List.of(), configured);
        this.file = file;
        this.all = this.configured;
        this.looked = System.nanoTime() - LOOK_NANOS;
    }

    @Override
    public Optional<AccessKey> find(String id) {
        if (System.nanoTime() - looked >= LOOK_NANOS && lock.tryLock()) {
            try {
                look();
            } finally {
                lock.unlock();
            }
        }
        return Optional.ofNullable(all.get(id));
    }

    private void look() {
        String now = stamp();
        if (!now.equals(stamp)) {
            stamp = now;
            try {
                all = byId(file.read(), configured.values().stream().toList());
            } catch (IngestException e) {
                LOG.error("the access keys stay as they were: {}", e.getMessage());
            }
        }
        looked = System.nanoTime();
    }

    private String stamp() {
        try {
            BasicFileAttributes is = Files.readAttributes(file.path(), BasicFileAttributes.class);
            return is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
        } catch (IOException _) {
            return "none";
        }
    }

    /** The configuration's win. */
    private static Map<String, AccessKey> byId(List<AccessKey> kept, List<AccessKey> configured) {
        Map<String, AccessKey> keys = new HashMap<>();
        kept.forEach(key -> keys.put(key.id(), key));
        configured.forEach(key -> keys.put(key.id(), key));
        return Map.copyOf(keys);
    }
}
