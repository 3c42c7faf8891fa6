package io.kinedex.ingest.pipeline;

import io.kinedex.frames.DecodeSummary;
import io.kinedex.frames.DecoderOptions;
import io.kinedex.frames.Frame;
import io.kinedex.frames.FrameDecoder;
import io.kinedex.frames.FramePool;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.SamplerState;
import io.kinedex.frames.SamplingPolicy;
import io.kinedex.inference.InferenceException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.config.NodeConfig.Decoding;
import io.kinedex.ingest.pipeline.DecodedFragment.PendingFrame;
import io.kinedex.ingest.stream.EngineConfig;
import io.kinedex.ingest.stream.StreamConfig;
import io.kinedex.metadata.record.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The first half of a stream's analysis: fragments to frames, frames to the inference threads. One thread. */
final class FragmentDecoding implements AutoCloseable {
    private final FragmentArchive archive;
    private final Engines engines;
    private final Decoding settings;
    private final FramePool pool;
    private StreamConfig config;
    private FrameDecoder decoder;

    FragmentDecoding(
            FragmentArchive archive,
            Engines engines,
            Decoding settings,
            StreamConfig config,
            Optional<SamplerState> sampler) {
        this.archive = archive;
        this.engines = engines;
        this.settings = settings;
        this.config = config;
        this.pool = new FramePool(settings.framesInFlight(), FramePool.bytesPerFrame(settings.longSideMax()));
        this.decoder = decoder(config);
        sampler.ifPresent(decoder::restore);
    }

    private FrameDecoder decoder(StreamConfig of) {
        SamplingPolicy sampling = SamplingPolicy.parse(of.sampling());
        return new FrameDecoder(pool, new DecoderOptions(sampling, settings.longSideMax(), settings.threads()));
    }

    /**
     * Decodes the fragment and hands its frames over. Blocks while the inference threads are behind.
     *
     * @param now the stream's configuration from this fragment on
     */
    DecodedFragment decode(ArchivedFragment row, StreamConfig now) throws InterruptedException {
        if (!now.sampling().equals(config.sampling())) {
            decoder.close();
            decoder = decoder(now);
        }
        config = now;
        List<PendingFrame> frames = new ArrayList<>();
        String dropped = now.engines().isEmpty() ? "no engine is switched on" : look(row, frames);
        return new DecodedFragment(row, now, frames, interval(row, frames), decoder.samplerState(), dropped);
    }

    /** A fragment that policy passes over. */
    DecodedFragment skip(ArchivedFragment row, StreamConfig now, String reason) {
        return new DecodedFragment(row, now, List.of(), Duration.ZERO, decoder.samplerState(), reason);
    }

    private String look(ArchivedFragment row, List<PendingFrame> frames) throws InterruptedException {
        try {
            DecodeSummary summary = decoder.decode(archive.read(row), frame -> frames.add(detect(frame, row.shift())));
            boolean nothing = frames.isEmpty()
                    && summary.decoded() == 0
                    && !summary.reason().isEmpty();
            return nothing ? "decoder: " + summary.reason() : "";
        } catch (FramesException e) {
            return frames.isEmpty() ? "decoder: " + e.getMessage() : "";
        } catch (IngestException e) {
            if (e.code() == IngestException.Code.NOT_FOUND) {
                return "archive: " + e.getMessage();
            }
            throw e;
        }
    }

    /** The frame is closed when the last engine has answered, or at once where none was asked. */
    private PendingFrame detect(Frame frame, Duration shift) throws InterruptedException {
        Instant time = frame.time().plus(shift);
        Map<String, CompletableFuture<List<Detection>>> detections = new HashMap<>();
        try {
            for (Map.Entry<String, EngineConfig> engine : config.engines().entrySet()) {
                detections.put(engine.getKey(), detect(engine.getValue(), frame));
            }
        } finally {
            CompletableFuture.allOf(detections.values().toArray(CompletableFuture[]::new))
                    .whenComplete((all, failure) -> frame.close());
        }
        return new PendingFrame(time, Map.copyOf(detections));
    }

    private CompletableFuture<List<Detection>> detect(EngineConfig its, Frame frame) throws InterruptedException {
        try {
            return engines.detect(its, frame);
        } catch (InferenceException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The sampling interval where there is one, else what the fragment's frames are apart. */
    private Duration interval(ArchivedFragment row, List<PendingFrame> frames) {
        if (SamplingPolicy.parse(config.sampling()) instanceof SamplingPolicy.Every every) {
            return every.interval();
        }
        return frames.isEmpty() ? row.duration() : row.duration().dividedBy(frames.size());
    }

    @Override
    public void close() {
        decoder.close();
        pool.close();
    }
}
