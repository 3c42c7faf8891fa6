package io.kinedex.ingest.emulator;

import io.kinedex.ingest.emulator.FaultEffect.OldEndpoint;
import io.kinedex.ingest.kinesis.AwsException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The listeners of an emulator: the first answers everything, and all of them data operations until the endpoint moves
 * on. Any thread may call any method.
 */
final class Endpoints implements AutoCloseable {
    /** The operations for which a client asks for an endpoint first. */
    private static final Set<String> DATA = Set.of(
            "GetMedia",
            "PutMedia",
            "ListFragments",
            "GetMediaForFragmentList",
            "GetHLSStreamingSessionURL",
            "GetDASHStreamingSessionURL",
            "GetClip",
            "GetImages");

    /** Endpoints that were moved away from and still answer. */
    private static final int OLD_MAX = 8;

    private final IntFunction<Listener> listeners;
    private final Deque<Listener> open = new ArrayDeque<>();
    private final Listener first;
    private volatile Listener current;
    private int ordinals;

    /** A port that is listened on. */
    interface Listener extends AutoCloseable {
        /** Its place among the listeners, from 0. */
        int ordinal();

        int port();

        @Override
        void close();
    }

    /** @param listeners opens a listener of that ordinal */
    Endpoints(IntFunction<Listener> listeners) {
        this.listeners = listeners;
        this.first = listeners.apply(0);
        this.current = first;
    }

    int port() {
        return first.port();
    }

    int dataPort() {
        return current.port();
    }

    /** The address of the data endpoint, for a client that reached the first listener by this address. */
    String data(String reached) {
        Listener now = current;
        if (now.ordinal() == first.ordinal()) {
            return reached;
        }
        URI uri = URI.create(reached);
        String host = uri.getHost() == null ? "127.0.0.1" : uri.getHost();
        return "%s://%s:%d".formatted(uri.getScheme(), host, now.port());
    }

    /** @throws AwsException InvalidEndpointException where the operation has moved to another listener */
    void requireAnswers(String operation, int listener) {
        if (DATA.contains(operation) && listener != current.ordinal()) {
            throw new AwsException(
                    400,
                    "InvalidEndpointException",
                    "this endpoint no longer answers %s; call GetDataEndpoint".formatted(operation));
        }
    }

    /** Data operations are answered by a new port from now on. */
    synchronized void move(OldEndpoint old) {
        Listener before = current;
        Listener next = listeners.apply(++ordinals);
        open.addLast(next);
        current = next;
        if (old == OldEndpoint.REFUSE && before.ordinal() != first.ordinal()) {
            open.remove(before);
            closeAside(before);
        }
        while (open.size() > OLD_MAX) {
            closeAside(open.removeFirst());
        }
    }

    /** Data operations are answered by the first port again. */
    synchronized void moveHome() {
        current = first;
        open.forEach(Endpoints::closeAside);
        open.clear();
    }

    /** The call that moves the endpoint may be one of the listener's own. */
    private static void closeAside(Listener listener) {
        Thread.ofVirtual().name("emulator-closing-" + listener.ordinal()).start(listener::close);
    }

    @Override
    public synchronized void close() {
        open.forEach(Listener::close);
        first.close();
    }
}
