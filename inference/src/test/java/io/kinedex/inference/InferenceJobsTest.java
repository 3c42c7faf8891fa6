package io.kinedex.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.pinned.PinnedStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InferenceJobsTest {
    private final InferenceService service = new InferenceService(
            new InferenceOptions(1, 1, Duration.ZERO, 2), ModelCatalogue.bundled(), new PinnedStore(Path.of("none")));

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void runsAJobOnAnInferenceThread() throws Exception {
        assertThat(service.run("naming", () -> Thread.currentThread().getName()).get(10, TimeUnit.SECONDS))
                .isEqualTo("inference-1");
    }

    @Test
    void aFailedJobSaysWhatFailedAndHarmsNoOther() throws Exception {
        CompletableFuture<String> failed = service.run("whisper-none", () -> {
            throw new IllegalStateException("no sound");
        });
        CompletableFuture<Integer> next = service.run("counting", () -> 3);

        assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.MODEL_FAILED))
                .hasMessage("whisper-none failed: no sound");
        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(service.stats().failures()).isEqualTo(1);
    }

    @Test
    void closesWhatItOwnsAfterTheLastJobAndTheLatestFirst() throws Exception {
        List<String> closed = new CopyOnWriteArrayList<>();
        service.owns(() -> closed.add("first"));
        service.owns(() -> closed.add("second"));
        CompletableFuture<Boolean> job = service.run("looking", closed::isEmpty);
        assertThat(job.get(10, TimeUnit.SECONDS)).isTrue();
        service.close();

        assertThat(closed).containsExactly("second", "first");
        assertThatThrownBy(() -> service.owns(() -> closed.add("late"))).isInstanceOf(InferenceException.class);
        assertThat(closed).endsWith("late");
    }

    @Test
    void whatWaitsWhenTheServiceClosesFailsAsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Boolean> running = service.run("long", () -> {
            begun.countDown();
            return go.await(10, TimeUnit.SECONDS);
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Integer> waiting = service.run("late", () -> 1);
        Thread closing = Thread.ofPlatform().start(service::close);

        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
        go.countDown();
        assertThat(running.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }
}
