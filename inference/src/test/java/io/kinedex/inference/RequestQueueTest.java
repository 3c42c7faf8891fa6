package io.kinedex.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private static final long NO_WAIT = 0;

    @Test
    void takesWhatHasTimeLast() throws Exception {
        RequestQueue queue = new RequestQueue(8, 2);
        put(queue, "later-1", true);
        put(queue, "now-1", false);
        put(queue, "later-2", true);
        put(queue, "now-2", false);
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(queue.take(_ -> 1, NO_WAIT).getFirst().model());
        }
        assertThat(taken).containsExactly("job now-1", "job now-2", "job later-1", "job later-2");
    }

    @Test
    void leavesAThreadToThoseInAHurry() throws Exception {
        RequestQueue queue = new RequestQueue(8, 1);
        put(queue, "later-1", true);
        put(queue, "later-2", true);
        List<Request<?>> running = queue.take(_ -> 1, NO_WAIT);
        CountDownLatch taken = new CountDownLatch(1);
        List<String> second = new ArrayList<>();
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                second.add(queue.take(_ -> 1, NO_WAIT).getFirst().model());
                taken.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        put(queue, "now", false);
        assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second).containsExactly("job now");
        other.join();
        queue.done(running);
        assertThat(queue.take(_ -> 1, NO_WAIT).getFirst().model()).isEqualTo("job later-2");
    }

    @Test
    void doesNotMixBothInABatch() throws Exception {
        RequestQueue queue = new RequestQueue(8, 1);
        put(queue, "same", true);
        put(queue, "same", false);
        put(queue, "same", false);
        assertThat(queue.take(_ -> 8, NO_WAIT)).hasSize(2).noneMatch(Request::background);
        assertThat(queue.take(_ -> 8, NO_WAIT)).hasSize(1).allMatch(Request::background);
    }

    @Test
    void failsWhatWaitsInTheBackgroundToo() throws Exception {
        RequestQueue queue = new RequestQueue(8, 1);
        put(queue, "later", true);
        put(queue, "now", false);
        assertThat(queue.close()).hasSize(2);
    }

    private static void put(RequestQueue queue, String what, boolean background) throws InterruptedException {
        ScopedValue.where(Request.BACKGROUND, background).call(() -> {
            queue.put(new JobRequest<>(what, () -> what));
            return what;
        });
    }
}
