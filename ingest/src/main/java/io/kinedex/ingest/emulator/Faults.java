package io.kinedex.ingest.emulator;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.IngestException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The faults that are set: decides where they strike and keeps what they did. Any thread may call any method. */
public final class Faults {
    /** Of these the newest are kept. */
    static final int INJECTIONS_MAX = 100_000;

    private final InstantSource clock;
    private final Consumer<Injection> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ArmedFault> armed = new LinkedHashMap<>();
    private final Deque<Injection> injections = new ArrayDeque<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long seed;
    private long sequence;

    /** @param listener told of each fault that strikes, in order; must be quick */
    Faults(FaultScript script, InstantSource clock, Consumer<Injection> listener) {
        this.clock = clock;
        this.listener = listener;
        set(script);
    }

    /** A fault that is set, how often it was asked and how often it struck. */
    public record Status(Fault fault, long calls, long strikes) {}

    /** Replaces all faults; their counts begin anew, injections so far are kept. */
    public void set(FaultScript script) {
        lock.lock();
        try {
            armed.clear();
            seed = script.seed();
            script.faults().forEach(this::arm);
        } finally {
            lock.unlock();
        }
    }

    /** Sets one more, in place of one of the same name. */
    public void add(Fault fault) {
        lock.lock();
        try {
            if (armed.size() >= FaultScript.FAULTS_MAX && !armed.containsKey(fault.name())) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST, "%d faults are set already".formatted(armed.size()));
            }
            arm(fault);
        } finally {
            lock.unlock();
        }
    }

    /** Sets one more as options have it, such as {@code cut:after-bytes=100000,call=2}; gives its name. */
    public String add(String option) {
        lock.lock();
        try {
            int ordinal = armed.size() + 1;
            Fault fault = FaultScript.option(option, ordinal);
            while (!option.contains("name=") && armed.containsKey(fault.name())) {
                ordinal++;
                fault = FaultScript.option(option, ordinal);
            }
            add(fault);
            return fault.name();
        } finally {
            lock.unlock();
        }
    }

    /** Takes one away; whether it was set. */
    public boolean clear(String name) {
        lock.lock();
        try {
            return armed.remove(name) != null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all away. */
    public void clear() {
        set(FaultScript.empty());
    }

    /** The faults that are set. */
    public List<Status> status() {
        lock.lock();
        try {
            return armed.values().stream()
                    .map(one -> new Status(one.fault(), one.calls(), one.strikes()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** What struck after the sequence number, oldest first; of all the newest 100 000 are kept. */
    public List<Injection> injections(long after) {
        lock.lock();
        try {
            return injections.stream()
                    .filter(injection -> injection.sequence() > after)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** How often each fault has struck since the start, by name, also those that were taken away. */
    public Map<String, Long> counts() {
        lock.lock();
        try {
            return Map.copyOf(counts);
        } finally {
            lock.unlock();
        }
    }

    /** A call begins: the faults count it. */
    Call begin(String operation, String stream) {
        lock.lock();
        try {
            Map<ArmedFault, Long> ordinals = new HashMap<>();
            for (ArmedFault one : armed.values()) {
                if (one.fault().when().concerns(operation, stream)) {
                    ordinals.put(one, one.countCall());
                }
            }
            return new Call(operation, stream, ordinals);
        } finally {
            lock.unlock();
        }
    }

    /** What strikes as a stream gets its next fragment. */
    List<FaultEffect> feed(String stream, long ordinal, FragmentNumber number) {
        return strike(new Occasion(FaultPoint.FEED, Occasion.FEED, stream, ordinal, number, null), Map.of());
    }

    private void arm(Fault fault) {
        armed.put(fault.name(), new ArmedFault(fault, seed, clock.instant()));
    }

    private List<FaultEffect> strike(Occasion occasion, Map<ArmedFault, Long> ordinals) {
        lock.lock();
        try {
            List<FaultEffect> effects = new ArrayList<>();
            Instant now = clock.instant();
            for (ArmedFault one : armed.values()) {
                long call = ordinals.getOrDefault(one, 0L);
                if (one.strikes(occasion, call, now)) {
                    effects.add(one.fault().what());
                    keep(one.fault(), occasion, call, now);
                }
            }
            return effects;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Fault fault, Occasion occasion, long call, Instant now) {
        sequence++;
        Injection injection = new Injection(
                sequence,
                now,
                fault.name(),
                fault.kind(),
                occasion.operation(),
                occasion.stream(),
                call,
                occasion.fragment(),
                occasion.number());
        counts.merge(fault.name(), 1L, Long::sum);
        injections.addLast(injection);
        if (injections.size() > INJECTIONS_MAX) {
            injections.removeFirst();
        }
        listener.accept(injection);
    }

    /** A call in progress and what strikes in it. Any thread may call any method. */
    final class Call {
        private final String operation;
        private final String stream;
        private final Map<ArmedFault, Long> ordinals;

        private Call(String operation, String stream, Map<ArmedFault, Long> ordinals) {
            this.operation = operation;
            this.stream = stream;
            this.ordinals = ordinals;
        }

        String operation() {
            return operation;
        }

        String stream() {
            return stream;
        }

        /** What strikes at its beginning. */
        List<FaultEffect> begun() {
            return strike(new Occasion(FaultPoint.CALL, operation, stream, 0, null, null), ordinals);
        }

        /** What strikes at a fragment of its answer. */
        List<FaultEffect> fragment(long ordinal, FragmentNumber number) {
            return strike(new Occasion(FaultPoint.FRAGMENT, operation, stream, ordinal, number, null), ordinals);
        }

        /** What strikes at an ack. */
        List<FaultEffect> ack(long ordinal, FaultEffect.AckType type) {
            return strike(new Occasion(FaultPoint.ACK, operation, stream, ordinal, null, type), ordinals);
        }
    }
}
