package io.kinedex.metadata.people;

import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.MetadataException.Code;
import io.kinedex.metadata.index.SightingOwners;
import io.kinedex.metadata.query.PersonNames;
import io.kinedex.metadata.query.Term;
import io.kinedex.metadata.record.EngineRef;
import io.kinedex.metadata.record.FragmentRef;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.Outcome;
import io.kinedex.metadata.record.PeopleChange;
import io.kinedex.metadata.stream.Checkpoint;
import io.kinedex.metadata.stream.Follower;
import io.kinedex.metadata.stream.MetadataStream;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is who: a view of the metadata stream, with a thread of its own that follows it. Whoever changes something appends
 * a record to the stream and sees the change when the call returns. All threads.
 */
public final class People implements AutoCloseable, SightingOwners, PersonNames {
    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final int BATCH = 256;
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);
    private static final EngineRef ENGINE = new EngineRef("people", "people", "0".repeat(64));
    private static final int ID_BYTES = 8;

    private final MetadataStream stream;
    private final KeyVault vault;
    private final PeopleOptions options;
    private final Clock clock;
    private final PeopleRows rows;
    private final PeopleBook book;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final Object changing = new Object();
    private final SecureRandom random = new SecureRandom();
    private final Thread thread;
    private volatile @Nullable Follower follower;
    private volatile boolean closed;
    private long reached;

    private People(Path folder, MetadataStream stream, KeyVault vault, PeopleOptions options, Clock clock) {
        this.stream = stream;
        this.vault = vault;
        this.options = options;
        this.clock = clock;
        this.rows = PeopleRows.open(folder);
        this.book = new PeopleBook(rows, vault, options.cosineMin());
        this.reached = position();
        this.thread = Thread.ofPlatform().name("people").start(this::follow);
    }

    /**
     * @param folder of its own
     * @param vault  closed by its owner, after this
     */
    public static People open(Path folder, MetadataStream stream, KeyVault vault, PeopleOptions options, Clock clock) {
        return new People(folder, stream, vault, options, clock);
    }

    /** Another stream's sequence numbers mean nothing here: then all of it is read. */
    private long position() {
        String[] kept = rows.position().split(" ", 2);
        return kept.length == 2 && kept[1].equals(stream.identity()) ? Long.parseLong(kept[0]) : 0;
    }

    private void follow() {
        while (!closed) {
            StartPosition from = reached == 0
                    ? new StartPosition.TrimHorizon()
                    : new StartPosition.AfterSequence(new SequenceNumber(reached));
            try (Follower cursor = stream.follow(from, Set.of())) {
                follower = cursor;
                while (!closed) {
                    List<PublishedRecord> batch = cursor.poll(BATCH, PATIENCE);
                    batch.forEach(this::apply);
                    if (batch.isEmpty()) {
                        reach(cursor.position().value());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (closed || (e instanceof MetadataException known && known.code() == Code.CLOSED)) {
                    return;
                }
                LOG.warn("people: record {} and what follows will be tried again", reached + 1, e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(PublishedRecord published) {
        long sequence = published.sequence().value();
        MetadataRecord record = published.record();
        boolean tells = record.people().isPresent()
                || record.sightings().stream()
                        .anyMatch(sighting -> sighting.embedding().isSealed());
        lock.lock();
        try {
            if (tells) {
                book.apply(record, sequence, sequence + " " + stream.identity());
            }
        } finally {
            lock.unlock();
        }
        reach(sequence);
    }

    private void reach(long sequence) {
        lock.lock();
        try {
            reached = Math.max(reached, sequence);
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitApplied(SequenceNumber sequence) throws InterruptedException {
        while (!closed) {
            if (awaitApplied(sequence, PATIENCE)) {
                return true;
            }
        }
        return false;
    }

    /** Waits until the record has been taken in; false where the time is up first. */
    public boolean awaitApplied(SequenceNumber sequence, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (reached < sequence.value() && left > 0) {
                left = advanced.awaitNanos(left);
            }
            return reached >= sequence.value();
        } finally {
            lock.unlock();
        }
    }

    /** Up to which record all has been taken in. */
    public SequenceNumber reached() {
        lock.lock();
        try {
            return new SequenceNumber(reached);
        } finally {
            lock.unlock();
        }
    }

    private interface Reading<T> {
        T read(PeopleBook book);
    }

    private <T> T reading(Reading<T> reading) {
        lock.lock();
        try {
            if (closed) {
                throw new MetadataException(Code.CLOSED, "the people are closed");
            }
            return reading.read(book);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<String> owner(String sightingId) {
        return reading(its -> its.owner(sightingId));
    }

    @Override
    public boolean isForgotten(String sightingId) {
        return reading(its -> its.isForgotten(sightingId));
    }

    @Override
    public List<String> forgottenBy(SequenceNumber sequence) {
        return reading(its -> its.forgottenBy(sequence.value()));
    }

    @Override
    public List<String> owners(Term person) {
        Predicate<String> test = person.folding();
        return reading(its -> its.idsWhere(test));
    }

    @Override
    public Optional<Named> of(String sightingId) {
        return reading(its -> its.owner(sightingId)
                .flatMap(its::person)
                .map(person -> new Named(person.id(), person.card().name())));
    }

    /** Whose face the sighting shows; empty where it shows none. */
    public Optional<Person> seenIn(String sightingId) {
        return reading(its -> its.owner(sightingId).flatMap(its::person));
    }

    /** Those known by name first, by name; then the others, most often seen first. */
    public List<Person> list() {
        Comparator<Person> order = Comparator.comparing(
                        (Person person) -> !person.card().isKnown())
                .thenComparing(person -> person.card().name())
                .thenComparing(Comparator.comparingLong(Person::sightings).reversed())
                .thenComparing(Person::id);
        return reading(its -> its.people().stream().sorted(order).toList());
    }

    /** By id, also by that of somebody who was merged into the person. */
    public Optional<Person> find(String id) {
        return reading(its -> its.person(id));
    }

    /**
     * Adds a person, or more of a person who is there: name, purpose and consent, where the card has them, and vectors.
     *
     * @param id      of who is there; empty for somebody new
     * @param model   digest of the model that made the vectors; not looked at where there are none
     * @param vectors of length 1
     * @return the person as they stand then
     */
    public Person enrol(String id, Card card, String model, List<float[]> vectors) throws InterruptedException {
        String person = id.isEmpty() ? freshId() : id;
        Identity told = new Identity(person, reading(its -> its.model(person)).orElse(model));
        told.card = card;
        told.enrolled.addAll(vectors);
        byte[] secret = book.written(told)
                .orElseThrow(() -> new MetadataException(Code.CLOSED, "person %s was forgotten".formatted(person)));
        append(new PeopleChange(PeopleChange.Kind.ENROL, person, List.of(), secret));
        return find(person).orElseThrow();
    }

    /** Takes one person for another; the first one's id stays. */
    public Person merge(String into, String from) throws InterruptedException {
        append(new PeopleChange(PeopleChange.Kind.MERGE, into, List.of(from), new byte[0]));
        return find(into).orElseThrow();
    }

    /** Makes somebody new of these sightings. */
    public Person split(List<String> sightings) throws InterruptedException {
        String fresh = freshId();
        append(new PeopleChange(PeopleChange.Kind.SPLIT, fresh, sightings, new byte[0]));
        return find(fresh).orElseThrow();
    }

    /** Says that these sightings do not show who they were taken for; makes somebody new of them. */
    public Person reject(List<String> sightings) throws InterruptedException {
        String fresh = freshId();
        append(new PeopleChange(PeopleChange.Kind.REJECT, fresh, sightings, new byte[0]));
        return find(fresh).orElseThrow();
    }

    /**
     * Makes everything that tells of the person unreadable. When this returns the keys are destroyed; the index follows.
     *
     * @return the record that says so
     */
    public SequenceNumber forget(String id) throws InterruptedException {
        return append(new PeopleChange(PeopleChange.Kind.FORGET, id, List.of(), new byte[0]));
    }

    private SequenceNumber append(PeopleChange change) throws InterruptedException {
        SequenceNumber sequence;
        synchronized (changing) {
            BigInteger number = stream.checkpoint(PeopleChange.STREAM)
                    .map(Checkpoint::fragmentNumber)
                    .map(BigInteger::new)
                    .orElse(BigInteger.ZERO)
                    .add(BigInteger.ONE);
            Instant now = clock.instant();
            MetadataRecord record = new MetadataRecord(
                    options.tenant(),
                    PeopleChange.STREAM,
                    new FragmentRef(number.toString(), now, now),
                    ENGINE,
                    new Outcome.Found(),
                    List.of(),
                    List.of(),
                    Optional.of(change),
                    Optional.empty());
            sequence = stream.append(List.of(record), new Checkpoint(PeopleChange.STREAM, number.toString(), "{}"));
        }
        if (!awaitApplied(sequence, CHANGE_PATIENCE)) {
            throw new MetadataException(
                    Code.CLOSED, "the change is recorded, but people have not caught up with it; look again later");
        }
        return sequence;
    }

    private String freshId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The seal by which sightings of faces are published. */
    public FaceSeal seal() {
        return new FaceSeal(vault);
    }

    @Override
    public void close() {
        closed = true;
        Follower current = follower;
        if (current != null) {
            current.close();
        }
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                LOG.error("the thread that follows people does not end");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        lock.lock();
        try {
            rows.close();
        } finally {
            lock.unlock();
        }
    }
}
