package io.kinedex.frames;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/** Writes one clip, fragment by fragment. For one thread. */
final class ClipMuxer implements AutoCloseable {
    private static final int COMPLIANCE_EXPERIMENTAL = -2;
    private static final AVRational MICROS = Ffmpeg.rational(1, 1_000_000);
    private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;
    private static final int AAC_FRAME_SAMPLES = 1024;

    private final Instant from;
    private final Instant to;
    private final ClipFormat format;
    private final VideoDecoder.Key parameters;
    private final StreamWriter writer;
    private final AVFormatContext context = new AVFormatContext(null);
    private final Map<Integer, Integer> tracks = new TreeMap<>();
    private @Nullable ClipTimes times;
    private final Instant zero;
    private long startMicros = Long.MIN_VALUE;
    private long endMicros;
    private long hiddenKeyMicros = Long.MIN_VALUE;
    private int pictures;

    ClipMuxer(Fragment first, Instant from, Instant to, OutputStream out) {
        this.from = from;
        this.to = to;
        this.zero = first.producerStart();
        this.writer = new StreamWriter(out);
        try (FragmentInput input = new FragmentInput(first)) {
            AVStream lead = input.requireLead();
            this.format = ClipFormat.forLead(lead);
            this.parameters = VideoDecoder.Key.of(lead.codecpar());
            open(input, lead);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Adds what the clip needs of a fragment; false where its leading track cannot follow in the same clip. */
    boolean add(Fragment fragment) {
        try (FragmentInput input = new FragmentInput(fragment)) {
            AVStream lead = input.requireLead();
            if (!parameters.equals(VideoDecoder.Key.of(lead.codecpar()))) {
                return false;
            }
            try (FragmentPackets packets = new FragmentPackets(fragment, input, tracks, zero)) {
                choosePictures(packets.pictures());
                ClipTimes order = times(lead, packets.pictures());
                order.assign(packets.pictures());
                writeMerged(packets, order);
                return true;
            }
        }
    }

    /** Ends the clip. */
    Clip finish() {
        if (pictures == 0) {
            throw new FramesException(FramesException.Code.EMPTY, "nothing to start a clip with");
        }
        int result = av_write_trailer(context);
        writer.requireWritten();
        Ffmpeg.check(result, FramesException.Code.WRITE_FAILED, "ending a clip failed");
        return new Clip(
                format.mediaType(),
                zero.plusNanos(startMicros * 1_000),
                Duration.ofNanos((endMicros - startMicros) * 1_000),
                pictures);
    }

    @Override
    public void close() {
        if (!context.isNull()) {
            context.pb(null);
            avformat_free_context(context);
            context.setNull();
        }
        writer.close();
    }

    private void open(FragmentInput input, AVStream lead) {
        Ffmpeg.check(
                avformat_alloc_output_context2(context, null, format.muxer(), (String) null),
                FramesException.Code.UNSUPPORTED,
                "no writer for " + format.muxer());
        context.pb(writer.io());
        context.flags(context.flags() | AVFMT_FLAG_BITEXACT);
        context.strict_std_compliance(COMPLIANCE_EXPERIMENTAL);
        addStream(lead);
        MediaStreams.audio(input.context()).stream()
                .filter(sound -> sound.index() != lead.index())
                .filter(format::carries)
                .forEach(this::addStream);
        AVDictionary options = new AVDictionary(null);
        format.options(MediaStreams.isVideo(lead)).forEach((name, value) -> av_dict_set(options, name, value, 0));
        try {
            Ffmpeg.check(
                    avformat_write_header(context, options),
                    FramesException.Code.UNSUPPORTED,
                    "these tracks cannot be written as " + format.muxer());
        } finally {
            av_dict_free(options);
        }
    }

    private void addStream(AVStream from) {
        AVStream to = avformat_new_stream(context, null);
        Ffmpeg.check(
                avcodec_parameters_copy(to.codecpar(), from.codecpar()),
                FramesException.Code.UNSUPPORTED,
                "codec parameters cannot be copied");
        boolean hevc = format == ClipFormat.MP4 && from.codecpar().codec_id() == AV_CODEC_ID_HEVC;
        to.codecpar().codec_tag(hevc ? HVC1 : 0);
        if (to.codecpar().frame_size() == 0 && MediaStreams.codecName(from).equals("aac")) {
            to.codecpar().frame_size(AAC_FRAME_SAMPLES);
        }
        to.time_base(MICROS);
        to.sample_aspect_ratio(from.sample_aspect_ratio());
        tracks.put(from.index(), tracks.size());
    }

    private ClipTimes times(AVStream lead, List<MediaPacket> all) {
        ClipTimes known = times;
        if (known == null) {
            int ahead = all.isEmpty() || !MediaStreams.isVideo(lead)
                    ? 0
                    : VideoDecoder.picturesAhead(lead, all.getFirst().packet());
            known = new ClipTimes(ahead);
            times = all.isEmpty() ? null : known;
        }
        return known;
    }

    /** Leaves only the pictures that the clip needs. */
    private void choosePictures(List<MediaPacket> all) {
        if (startMicros == Long.MIN_VALUE) {
            dropUntilStart(all);
        } else if (!all.isEmpty() && all.getFirst().pts() == hiddenKeyMicros) {
            // The fragment before has brought this keyframe already, with the pictures shown before it.
            all.removeFirst().close();
        }
        long limit = Duration.between(zero, to).toNanos() / 1_000;
        int keep = all.size();
        while (keep > 0 && all.get(keep - 1).pts() >= limit) {
            all.remove(--keep).close();
        }
        hiddenKeyMicros = all.stream()
                .filter(picture -> picture.hidden() && picture.key())
                .mapToLong(MediaPacket::pts)
                .reduce(Long.MIN_VALUE, (earlier, later) -> later);
    }

    private void dropUntilStart(List<MediaPacket> all) {
        long wanted = Duration.between(zero, from).toNanos() / 1_000;
        int start = -1;
        for (int i = 0; i < all.size(); i++) {
            MediaPacket picture = all.get(i);
            boolean usable = picture.key() && !picture.hidden();
            if (usable && (start < 0 || picture.pts() <= wanted)) {
                start = i;
            }
        }
        for (int i = 0; i < (start < 0 ? all.size() : start); i++) {
            all.get(i).close();
        }
        all.subList(0, start < 0 ? all.size() : start).clear();
        if (!all.isEmpty()) {
            startMicros = all.getFirst().pts();
            while (all.size() > 1 && all.get(1).pts() < startMicros) {
                all.remove(1).close();
            }
        }
    }

    private void writeMerged(FragmentPackets packets, ClipTimes order) {
        Map<MediaPacket, Long> durations = new HashMap<>(order.durations(packets.pictures()));
        durations.putAll(order.durations(packets.sounds()));
        List<MediaPacket> sounds = packets.sounds().stream()
                .filter(sound -> startMicros != Long.MIN_VALUE && sound.pts() >= startMicros && inClip(sound))
                .sorted(Comparator.comparingLong(MediaPacket::pts))
                .toList();
        int next = 0;
        for (MediaPacket picture : packets.pictures()) {
            while (next < sounds.size() && sounds.get(next).pts() < picture.dts()) {
                write(sounds.get(next), durations);
                next++;
            }
            write(picture, durations);
            pictures++;
            endMicros = Math.max(endMicros, picture.pts() + durations.getOrDefault(picture, 0L));
        }
        for (; next < sounds.size(); next++) {
            write(sounds.get(next), durations);
        }
    }

    private boolean inClip(MediaPacket sound) {
        return zero.plusNanos(sound.pts() * 1_000).isBefore(to);
    }

    private void write(MediaPacket item, Map<MediaPacket, Long> durations) {
        AVPacket packet = av_packet_clone(item.packet());
        try {
            packet.stream_index(item.track());
            packet.pts(item.pts() - startMicros);
            packet.dts(item.dts() - startMicros);
            packet.duration(durations.getOrDefault(item, 0L));
            packet.flags(item.key() ? AV_PKT_FLAG_KEY : 0);
            packet.pos(-1);
            av_packet_rescale_ts(packet, MICROS, context.streams(item.track()).time_base());
            int result = av_write_frame(context, packet);
            writer.requireWritten();
            Ffmpeg.check(result, FramesException.Code.WRITE_FAILED, "writing a clip failed");
        } finally {
            av_packet_free(packet);
        }
    }
}
