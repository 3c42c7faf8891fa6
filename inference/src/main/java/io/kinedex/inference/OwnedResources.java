package io.kinedex.inference;

import io.kinedex.inference.InferenceException.Code;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Native memory that goes with the service that runs on it. All threads. */
final class OwnedResources {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedResources.class);

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private boolean ended;

    /** @throws InferenceException CLOSED; the resource is closed then */
    <T extends AutoCloseable> T add(T resource) {
        synchronized (this) {
            if (!ended) {
                resources.addFirst(resource);
                return resource;
            }
        }
        close(resource);
        throw new InferenceException(Code.CLOSED, "the inference service is closed");
    }

    /** Nothing more is taken in; false where that was so already. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Closes all, the youngest first. Nobody may be using them. */
    synchronized void free() {
        resources.forEach(OwnedResources::close);
        resources.clear();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("closing {}: {}", resource, e.toString());
        }
    }
}
