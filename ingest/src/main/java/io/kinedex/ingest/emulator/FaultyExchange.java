package io.kinedex.ingest.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.emulator.Ending.How;
import io.kinedex.ingest.kinesis.Events;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Writing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A call as the operation sees it: what it answers passes by the faults that struck. For the operation's thread, but for
 * {@link #endSession}.
 */
final class FaultyExchange implements Exchange {
    private static final Set<String> MEDIA = Set.of("GetMedia", "GetMediaForFragmentList");

    private final Exchange inner;
    private final Faults.Call call;
    private final CallPlan plan;
    private final Expired expired;
    private final String dataEndpoint;
    private final Thread thread = Thread.currentThread();
    private final ReentrantLock writing = new ReentrantLock();
    private @Nullable OutputStream raw;
    private volatile @Nullable How ending;

    FaultyExchange(Exchange inner, Faults.Call call, CallPlan plan, Expired expired, String dataEndpoint) {
        this.inner = inner;
        this.call = call;
        this.plan = plan;
        this.expired = expired;
        this.dataEndpoint = dataEndpoint;
    }

    /** How a fault has ended the call, where one has. */
    Optional<How> ending() {
        return Optional.ofNullable(ending);
    }

    /** Ends the answer in order between two writes. Any thread. */
    void endSession() {
        if (ending == null) {
            ending = How.IN_ORDER;
            if (writing.tryLock()) {
                try {
                    thread.interrupt();
                } finally {
                    writing.unlock();
                }
            }
        }
    }

    /** Notes how a fault ends the call. */
    Ending ends(Ending how) {
        ending = how.how();
        return how;
    }

    /** Puts the end into effect that a fault wants. */
    void finish() throws IOException {
        How how = ending;
        if (how == null) {
            return;
        }
        OutputStream open = raw == null ? inner.stream("application/octet-stream", Map.of()) : raw;
        switch (how) {
            case IN_ORDER -> open.close();
            case RESET -> inner.cut(true);
            case FIN -> inner.cut(false);
        }
    }

    @Override
    public String operation() {
        return inner.operation();
    }

    @Override
    public ObjectNode input() {
        return inner.input();
    }

    @Override
    public Optional<String> header(String name) {
        return inner.header(name);
    }

    @Override
    public String endpoint() {
        return operation().equals("GetDataEndpoint") ? dataEndpoint : inner.endpoint();
    }

    @Override
    public void requireAllowed(String arn) {
        inner.requireAllowed(arn);
    }

    @Override
    public void reply(ObjectNode output) throws IOException {
        if (operation().equals("GetDataEndpoint")) {
            output.put("DataEndpoint", dataEndpoint);
        } else if (output.get("Fragments") instanceof ArrayNode fragments) {
            leaveOutExpired(fragments);
        }
        if (!plan.touchesBytes()) {
            inner.reply(output);
            return;
        }
        try (OutputStream out = stream("application/json", Map.of())) {
            out.write(output.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void reply(Writing output) throws IOException {
        inner.reply(output);
    }

    @Override
    public Events events() throws IOException {
        return inner.events();
    }

    private void leaveOutExpired(ArrayNode fragments) {
        for (int i = fragments.size() - 1; i >= 0; i--) {
            String number = fragments.get(i).path("FragmentNumber").asText("0");
            if (expired.has(call.stream(), FragmentNumber.parse(number))) {
                fragments.remove(i);
            }
        }
    }

    @Override
    public InputStream body() {
        return plan.cutAfter() < 0 ? inner.body() : new FaultyBody(inner.body(), this, plan);
    }

    @Override
    public OutputStream stream(String contentType, Map<String, String> headers) throws IOException {
        OutputStream begun = inner.stream(contentType, headers);
        raw = begun;
        boolean takesBytes = operation().equals("PutMedia");
        OutputStream out = plan.touchesBytes() ? new FaultyBytes(begun, takesBytes ? plan.uncut() : plan) : begun;
        if (takesBytes) {
            out = new FaultyAcks(out, call);
        } else if (MEDIA.contains(operation())) {
            out = new FaultyMedia(out, call, expired);
        }
        return new Watched(out);
    }

    /** Something that writes. */
    private interface Step {
        void run() throws IOException;
    }

    /** Keeps how a fault has ended the answer, and lets nothing be written behind that. */
    private final class Watched extends OutputStream {
        private final OutputStream out;

        Watched(OutputStream out) {
            this.out = out;
        }

        private void watch(Step action) throws IOException {
            writing.lock();
            try {
                if (ending != null) {
                    throw new Ending(ending);
                }
                action.run();
                if (ending != null) {
                    throw new Ending(ending);
                }
            } catch (Ending e) {
                throw ends(e);
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void write(int each) throws IOException {
            watch(() -> out.write(each));
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            watch(() -> out.write(bytes, from, count));
        }

        @Override
        public void flush() throws IOException {
            watch(out::flush);
        }

        @Override
        public void close() throws IOException {
            if (ending == null) {
                watch(out::close);
            }
        }
    }
}
