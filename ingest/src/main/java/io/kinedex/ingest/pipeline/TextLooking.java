package io.kinedex.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.frames.Frame;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.reading.ChangeGate;
import io.kinedex.inference.reading.TextLine;
import io.kinedex.inference.track.Finding;
import io.kinedex.inference.translate.Picture;
import io.kinedex.ingest.config.ConfigJson;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the frames that differ from the one that was read last; the others get its answer. */
final class TextLooking implements Looking {
    private static final Logger LOG = LoggerFactory.getLogger(TextLooking.class);
    private static final long ANSWER_SECONDS = 300;

    private final TextModel model;
    private ChangeGate gate = new ChangeGate();
    private CompletableFuture<List<Finding>> answer = CompletableFuture.completedFuture(List.of());

    /**
     * @param gate  its own state
     * @param lines of the frame that was read last
     */
    private record State(String gate, List<TextLine> lines) {}

    /** @param state of a former one; empty where there is none */
    TextLooking(TextModel model, String state) {
        this.model = model;
        if (!state.isEmpty()) {
            restore(state);
        }
    }

    private void restore(String json) {
        try {
            State state = ConfigJson.MAPPER.readValue(json, State.class);
            gate = ChangeGate.restore(state.gate());
            answer = CompletableFuture.completedFuture(findings(state.lines()));
        } catch (JsonProcessingException | InferenceException e) {
            LOG.warn("what text was read last is not known any more, the next frame is read: {}", e.getMessage());
            gate = new ChangeGate();
        }
    }

    @Override
    public CompletableFuture<List<Finding>> look(Frame frame) throws InterruptedException {
        Picture picture = new Picture(frame.pixels(), frame.width(), frame.height());
        if (answer.isCompletedExceptionally()) {
            gate.forget();
        }
        if (gate.admits(picture)) {
            answer = CompletableFuture.failedFuture(new IllegalStateException("the frame was not taken"));
            answer = model.inference()
                    .run(model.name(), () -> findings(model.reader().read(picture)));
        }
        return answer;
    }

    private static List<Finding> findings(List<TextLine> lines) {
        return lines.stream().map(TextLine::detection).map(Finding::new).toList();
    }

    /** Waits for the last frame's answer: a checkpoint without it could not give it to the frames that follow. */
    @Override
    public String state() {
        try {
            List<TextLine> lines = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS).stream()
                    .map(Finding::detection)
                    .map(line -> new TextLine(line.text(), line.confidence(), line.box()))
                    .toList();
            return ConfigJson.MAPPER.writeValueAsString(new State(gate.state(), lines));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the last frame's text is not known", e);
            return "";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read is always writable", e);
        }
    }
}
