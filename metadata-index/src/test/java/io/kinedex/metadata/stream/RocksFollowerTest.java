package io.kinedex.metadata.stream;

import static io.kinedex.metadata.stream.Fragments.append;
import static io.kinedex.metadata.stream.Fragments.drain;
import static io.kinedex.metadata.stream.Fragments.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.metadata.MetadataException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RocksFollowerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(1000);
    private RocksMetadataStream stream;

    @BeforeEach
    void open() {
        stream = RocksMetadataStream.open(
                folder,
                StreamOptions.defaults().withFreeBytesMin(0),
                () -> Instant.ofEpochMilli(clock.get()),
                () -> Long.MAX_VALUE);
    }

    @AfterEach
    void close() {
        stream.close();
    }

    @Test
    void beginsWhereItIsTold() throws Exception {
        for (int fragment = 1; fragment <= 5; fragment++) {
            clock.set(fragment * 1000L);
            append(stream, "s" + fragment, fragment);
        }

        assertThat(read(new StartPosition.TrimHorizon())).containsExactly("1", "2", "3", "4", "5");
        assertThat(read(new StartPosition.Latest())).isEmpty();
        assertThat(read(new StartPosition.AtSequence(new SequenceNumber(3)))).containsExactly("3", "4", "5");
        assertThat(read(new StartPosition.AtSequence(new SequenceNumber(0)))).hasSize(5);
        assertThat(read(new StartPosition.AfterSequence(new SequenceNumber(3)))).containsExactly("4", "5");
        assertThat(read(new StartPosition.AfterSequence(new SequenceNumber(5)))).isEmpty();
        assertThat(read(atTime(3000))).containsExactly("3", "4", "5");
        assertThat(read(atTime(3001))).containsExactly("4", "5");
        assertThat(read(atTime(0))).hasSize(5);
        assertThat(read(atTime(5001))).isEmpty();
        assertThat(read(new StartPosition.AtTime(Instant.MAX))).isEmpty();
        assertThat(read(new StartPosition.AtTime(Instant.MIN))).hasSize(5);
    }

    @Test
    void findsTheFirstOfManyThatArrivedTogether() throws Exception {
        for (int fragment = 1; fragment <= 100; fragment++) {
            clock.set(1000L * (fragment / 25));
            append(stream, "gate", fragment);
        }
        assertThat(read(atTime(1000))).hasSize(76).startsWith("25");
        assertThat(read(atTime(2001))).hasSize(26).startsWith("75");
    }

    @Test
    void seesOnlyTheStreamsThatItAskedFor() throws Exception {
        for (int fragment = 1; fragment <= 10; fragment++) {
            for (int name = 0; name < 20; name++) {
                append(stream, "s" + name, fragment);
            }
        }
        Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of("s3", "s11"));
        List<PublishedRecord> found = drain(follower);
        assertThat(found).hasSize(20);
        assertThat(found).extracting(published -> published.record().stream()).containsOnly("s3", "s11");
        assertThat(found).extracting(published -> published.sequence().value()).isSorted();
        assertThat(follower.position()).isEqualTo(new SequenceNumber(200));
        assertThat(drain(stream.follow(new StartPosition.TrimHorizon(), Set.of("nobody"))))
                .isEmpty();
    }

    @Test
    void givesNoMoreThanAskedFor() throws Exception {
        for (int fragment = 1; fragment <= 5; fragment++) {
            append(stream, "gate", fragment);
        }
        Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of());
        assertThat(numbers(follower.poll(2, LONG))).containsExactly("1", "2");
        assertThat(follower.position()).isEqualTo(new SequenceNumber(2));
        assertThat(numbers(follower.poll(1, LONG))).containsExactly("3");
        assertThat(numbers(follower.poll(9, LONG))).containsExactly("4", "5");
        assertThatIllegalArgumentException().isThrownBy(() -> follower.poll(0, LONG));
    }

    @Test
    void wakesForRecordsThatCome() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Follower all = stream.follow(new StartPosition.Latest(), Set.of());
                Follower one = stream.follow(new StartPosition.Latest(), Set.of("s7"))) {
            Future<List<PublishedRecord>> first = threads.submit(() -> all.poll(10, LONG));
            Future<List<PublishedRecord>> filtered = threads.submit(() -> one.poll(10, LONG));
            append(stream, "s1", 1);
            assertThat(first.get()).hasSize(1);
            for (int name = 0; name < 7; name++) {
                append(stream, "s" + name, 2);
            }
            assertThat(filtered.isDone()).isFalse();
            append(stream, "s7", 3);
            assertThat(numbers(filtered.get())).containsExactly("3");
        }
    }

    @Test
    void givesUpWhenTheTimeIsUp() throws Exception {
        Follower follower = stream.follow(new StartPosition.Latest(), Set.of());
        assertThat(follower.poll(1, Duration.ZERO)).isEmpty();
        assertThat(follower.poll(1, Duration.ofMillis(5))).isEmpty();
        assertThat(follower.poll(1, Duration.ofMillis(-5))).isEmpty();
    }

    @Test
    void waitsWithoutEndWhereToldTo() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Follower follower = stream.follow(new StartPosition.Latest(), Set.of());
            Future<List<PublishedRecord>> found =
                    threads.submit(() -> follower.poll(1, Duration.ofSeconds(Long.MAX_VALUE)));
            append(stream, "gate", 1);
            assertThat(found.get()).hasSize(1);
        }
    }

    @Test
    void endsAWaitWhenClosed() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Follower follower = stream.follow(new StartPosition.Latest(), Set.of());
            Future<List<PublishedRecord>> waiting = threads.submit(() -> follower.poll(1, LONG));
            assertThat(stream.metrics().followers()).isEqualTo(1);
            follower.close();
            assertThat(waiting.get()).isEmpty();
            assertThat(follower.poll(1, LONG)).isEmpty();
            assertThat(stream.metrics().followers()).isZero();
        }
    }

    @Test
    void endsAWaitWhenTheStreamIsClosed() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Follower follower = stream.follow(new StartPosition.Latest(), Set.of());
            Future<List<PublishedRecord>> waiting = threads.submit(() -> follower.poll(1, LONG));
            stream.close();
            assertThatThrownBy(waiting::get)
                    .hasCauseInstanceOf(MetadataException.class)
                    .hasMessageContaining("is closed");
        }
    }

    @Test
    void endsAWaitWhenInterrupted() throws Exception {
        Follower follower = stream.follow(new StartPosition.Latest(), Set.of());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> follower.poll(1, LONG)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void everyFollowerSeesEveryRecordInOrderWhileOthersAppend() throws Exception {
        int writers = 6;
        int fragments = 60;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> readers = new ArrayList<>();
            for (int reader = 1; reader <= 5; reader++) {
                int atMost = reader * 3;
                readers.add(threads.submit(() -> follow(atMost, writers * fragments)));
            }
            for (int writer = 0; writer < writers; writer++) {
                String name = "s" + writer;
                threads.execute(() -> {
                    for (int fragment = 1; fragment <= fragments; fragment++) {
                        append(stream, name, fragment);
                    }
                });
            }
            for (Future<List<Long>> reader : readers) {
                assertThat(reader.get())
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) writers * fragments)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void tellsHowFarTheSlowestIsBehind() throws Exception {
        for (int fragment = 1; fragment <= 5; fragment++) {
            append(stream, "gate", fragment);
        }
        try (Follower slow = stream.follow(new StartPosition.TrimHorizon(), Set.of());
                Follower quick = stream.follow(new StartPosition.Latest(), Set.of())) {
            assertThat(quick.position()).isEqualTo(new SequenceNumber(5));
            slow.poll(2, LONG);
            assertThat(stream.metrics().lagMax()).isEqualTo(3);
        }
        assertThat(stream.metrics().lagMax()).isZero();
    }

    private List<Long> follow(int atMost, int count) throws InterruptedException {
        List<Long> sequences = new ArrayList<>();
        try (Follower follower = stream.follow(new StartPosition.TrimHorizon(), Set.of())) {
            while (sequences.size() < count) {
                follower.poll(atMost, LONG)
                        .forEach(record -> sequences.add(record.sequence().value()));
            }
        }
        return sequences;
    }

    private static StartPosition atTime(long millis) {
        return new StartPosition.AtTime(Instant.ofEpochMilli(millis));
    }

    private List<String> read(StartPosition from) throws InterruptedException {
        try (Follower follower = stream.follow(from, Set.of())) {
            return numbers(drain(follower));
        }
    }
}
