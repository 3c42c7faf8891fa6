package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes fragments and hands on the frames that the sampling chooses: upright, in square pixels, no larger than asked.
 * Only those are converted. Each fragment is decoded from a clean decoder, so it gives the same frames wherever decoding
 * starts. Native code runs in the caller's thread, which must be a platform thread; one thread at a time.
 */
public final class FrameDecoder implements AutoCloseable {
    private final FramePool pool;
    private final DecoderOptions options;
    private final PictureScaler scaler = new PictureScaler();
    private final AVPacket packet = av_packet_alloc();
    private FrameSampler sampler;
    private @Nullable VideoDecoder decoder;
    private boolean closed;

    static {
        Ffmpeg.load();
    }

    public FrameDecoder(FramePool pool, DecoderOptions options) {
        this.pool = pool;
        this.options = options;
        this.sampler = new FrameSampler(options.sampling());
    }

    /**
     * Decodes a fragment. Where it is damaged, gives what can be decoded and counts the rest.
     *
     * @throws FramesException      if there is no video in it, or nothing of it can be decoded; the decoder remains usable
     * @throws InterruptedException if the thread was interrupted while it waited for the pool or in the sink
     */
    public DecodeSummary decode(Fragment fragment, FrameSink sink) throws InterruptedException {
        return decode(fragment, sampler, sink);
    }

    /** Decodes a fragment with a choice of frames of its own. */
    DecodeSummary decode(Fragment fragment, FrameChoice choice, FrameSink sink) throws InterruptedException {
        if (closed) {
            throw new FramesException(FramesException.Code.CLOSED, "the decoder is closed");
        }
        if (fragment.blocks().isEmpty()) {
            return new DecodeSummary(0, 0, 0, "");
        }
        try (FragmentInput input = new FragmentInput(fragment)) {
            AVStream stream =
                    input.video().orElseThrow(() -> failure(fragment, FramesException.Code.NO_VIDEO, "no video track"));
            if (MediaStreams.isEncrypted(stream)) {
                throw failure(fragment, FramesException.Code.ENCRYPTED, "its video track is encrypted");
            }
            FragmentDecoding decoding =
                    new FragmentDecoding(fragment, input, stream, decoderFor(stream), choice, options, pool, scaler);
            return run(decoding, fragment, sink);
        }
    }

    /** Where sampling stands; empty until a frame was chosen by interval. */
    public Optional<SamplerState> samplerState() {
        return sampler.state();
    }

    /** Goes on with sampling where another decoder stood. */
    public void restore(SamplerState state) {
        sampler = new FrameSampler(options.sampling(), state);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
            scaler.close();
            closeDecoder();
        }
    }

    private DecodeSummary run(FragmentDecoding decoding, Fragment fragment, FrameSink sink)
            throws InterruptedException {
        boolean whole = false;
        try {
            DecodeSummary summary = decoding.run(packet, sink);
            whole = true;
            if (summary.decoded() == 0 && summary.corrupt() > 0) {
                throw failure(fragment, FramesException.Code.MALFORMED, "nothing in it decodes: " + summary.reason());
            }
            return summary;
        } finally {
            if (whole && decoder != null) {
                decoder.flush();
            } else {
                closeDecoder();
            }
        }
    }

    private VideoDecoder decoderFor(AVStream stream) {
        VideoDecoder current = decoder;
        if (current != null && VideoDecoder.fits(current, stream)) {
            return current;
        }
        closeDecoder();
        VideoDecoder opened = new VideoDecoder(stream, options.threads());
        decoder = opened;
        return opened;
    }

    private void closeDecoder() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }

    private static FramesException failure(Fragment fragment, FramesException.Code code, String reason) {
        return new FramesException(code, "fragment %s: %s".formatted(fragment.number(), reason));
    }
}
