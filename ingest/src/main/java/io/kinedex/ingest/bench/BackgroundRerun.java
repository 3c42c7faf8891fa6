package io.kinedex.ingest.bench;

import io.kinedex.frames.Fragment;
import io.kinedex.ingest.node.KinedexNode;
import io.kinedex.ingest.rerun.NewRerun;
import io.kinedex.ingest.rerun.Rerun;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.LagPolicy;
import io.kinedex.ingest.stream.StreamConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A second look at an archive that goes on all the while: a stream that nobody looked at, and a model that takes its time. */
final class BackgroundRerun implements AutoCloseable {
    private static final String STREAM = "archive";
    private static final String MODEL = "efficientdet-lite2";
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final KinedexNode node;
    private final String id;

    private BackgroundRerun(KinedexNode node, String id) {
        this.node = node;
        this.id = id;
    }

    /**
     * Archives the fragments, again and again until they last as long as is said, and begins to look at them.
     *
     * @param sampling which frames are looked at
     */
    static BackgroundRerun begin(KinedexNode node, List<Fragment> fragments, Duration length, String sampling)
            throws InterruptedException {
        node.services()
                .streams()
                .put(new StreamConfig(STREAM, sampling, Map.of(), LagPolicy.CATCH_UP, Duration.ofSeconds(30)));
        Duration archived = Duration.ZERO;
        for (int i = 0; archived.compareTo(length) < 0; i++) {
            Fragment fragment = fragments.get(i % fragments.size());
            node.append(STREAM, fragment, false);
            archived = archived.plus(fragment.duration());
        }
        EngineConfig objects = new EngineConfig(MODEL, EngineConfig.CONFIDENCE_MIN, "");
        Rerun rerun = node.services()
                .reruns()
                .create(new NewRerun(
                        STREAM, Map.of(StreamConfig.OBJECTS, objects), Optional.empty(), Optional.empty()));
        BackgroundRerun begun = new BackgroundRerun(node, rerun.id());
        while (begun.rerun().progress().done() == 0 && !begun.rerun().state().ended()) {
            Thread.sleep(PAUSE);
        }
        return begun;
    }

    /** As it stands. */
    Rerun rerun() {
        return node.services().reruns().find(id).orElseThrow();
    }

    /** Gives it up where it goes on. */
    @Override
    public void close() {
        if (!rerun().state().ended()) {
            node.services().reruns().cancel(id);
        }
    }
}
