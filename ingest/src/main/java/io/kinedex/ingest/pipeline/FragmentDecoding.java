package io.kinedex.ingest.pipeline;

import io.kinedex.frames.DecodeSummary;
import io.kinedex.frames.DecoderOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.Frame;
import io.kinedex.frames.FrameDecoder;
import io.kinedex.frames.FramePool;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.SamplerState;
import io.kinedex.frames.SamplingPolicy;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.config.NodeConfig.Decoding;
import io.kinedex.ingest.pipeline.DecodedFragment.PendingFrame;
import io.kinedex.ingest.stream.StreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The first half of a stream's analysis: fragments to frames and sound, these to the inference threads. One thread. */
final class FragmentDecoding implements AutoCloseable {
    private final FragmentArchive archive;
    private final StreamEngines engines;
    private final Decoding settings;
    private FramePool pool;
    private int longSide;
    private StreamConfig config;
    private FrameDecoder decoder;

    /** @param before what a former run left */
    FragmentDecoding(
            FragmentArchive archive, Engines engines, Decoding settings, StreamConfig config, AnalysisState before) {
        this.archive = archive;
        this.engines = new StreamEngines(config.name(), engines, archive, before);
        this.settings = settings;
        this.config = config;
        this.longSide = settings.longSideMax();
        this.pool = pool();
        this.decoder = decoder(config);
        before.sampler().ifPresent(decoder::restore);
    }

    private FramePool pool() {
        return new FramePool(settings.framesInFlight(), FramePool.bytesPerFrame(longSide));
    }

    private FrameDecoder decoder(StreamConfig of) {
        SamplingPolicy sampling = SamplingPolicy.parse(of.sampling());
        return new FrameDecoder(pool, new DecoderOptions(sampling, longSide, settings.threads()));
    }

    /**
     * Decodes the fragment and hands its frames and sound over. Blocks while the inference threads are behind.
     *
     * @param now the stream's configuration from this fragment on
     */
    DecodedFragment decode(ArchivedFragment row, StreamConfig now) throws InterruptedException {
        configure(now);
        if (now.engines().isEmpty()) {
            return missed(row, "no engine is switched on");
        }
        Fragment fragment;
        try {
            fragment = archive.read(row);
        } catch (FramesException e) {
            return missed(row, "archive: " + e.getMessage());
        } catch (IngestException e) {
            if (e.code() == IngestException.Code.NOT_FOUND) {
                return missed(row, "archive: " + e.getMessage());
            }
            throw e;
        }
        Map<String, CompletableFuture<List<Heard>>> heard = engines.listens() ? engines.hear(row, fragment) : Map.of();
        List<PendingFrame> frames = new ArrayList<>();
        String dropped = engines.looks() ? look(row, fragment, frames) : "";
        return decoded(row, frames, heard, interval(row, frames), dropped, "");
    }

    /** A fragment that policy passes over. */
    DecodedFragment skip(ArchivedFragment row, StreamConfig now, String reason) throws InterruptedException {
        configure(now);
        return missed(row, reason);
    }

    private void configure(StreamConfig now) {
        engines.configure(now);
        int side = engines.needDetail()
                ? Math.max(settings.textLongSideMax(), settings.longSideMax())
                : settings.longSideMax();
        boolean sameSampling = now.sampling().equals(config.sampling());
        if (side != longSide || !sameSampling) {
            Optional<SamplerState> sampler = sameSampling ? decoder.samplerState() : Optional.empty();
            decoder.close();
            if (side != longSide) {
                pool.close(); // frames that are still out keep its memory until they come back
                longSide = side;
                pool = pool();
            }
            decoder = decoder(now);
            sampler.ifPresent(decoder::restore);
        }
        config = now;
    }

    private DecodedFragment missed(ArchivedFragment row, String reason) throws InterruptedException {
        return decoded(row, List.of(), engines.miss(row), row.duration(), reason, reason);
    }

    private DecodedFragment decoded(
            ArchivedFragment row,
            List<PendingFrame> frames,
            Map<String, CompletableFuture<List<Heard>>> heard,
            Duration interval,
            String dropped,
            String unheard) {
        return new DecodedFragment(
                row,
                config,
                engines.models(),
                frames,
                heard,
                interval,
                decoder.samplerState(),
                engines.states(),
                dropped,
                unheard);
    }

    private String look(ArchivedFragment row, Fragment fragment, List<PendingFrame> frames)
            throws InterruptedException {
        engines.beginFragment();
        try {
            DecodeSummary summary = decoder.decode(fragment, frame -> frames.add(look(frame, row.shift())));
            boolean nothing = frames.isEmpty()
                    && summary.decoded() == 0
                    && !summary.reason().isEmpty();
            return nothing ? "decoder: " + summary.reason() : "";
        } catch (FramesException e) {
            return frames.isEmpty() ? "decoder: " + e.getMessage() : "";
        }
    }

    private PendingFrame look(Frame frame, Duration shift) throws InterruptedException {
        return new PendingFrame(frame.time().plus(shift), engines.look(frame));
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
        engines.close();
        decoder.close();
        pool.close();
    }
}
