package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_NEAR_INF;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_rnd;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Collects pictures and sound until a fragment is whole, and writes it as Matroska. Times in a fragment are milliseconds
 * since the file's first picture, so that rounding never adds up. For one thread.
 */
final class CutFragments implements AutoCloseable {
    /** What Matroska adds: a head for the document and one for each block. */
    private static final int DOCUMENT_BYTES = 8 << 10;

    private static final int BLOCK_BYTES = 32;

    /** Sound may lie behind its picture in a file; how long to wait for it. */
    private static final long SOUND_WAIT_MILLIS = 1_000;

    /** A block's time is 16 bits of milliseconds from its cluster's. */
    private static final long BEHIND_MILLIS_MAX = 30_000;

    private final CutTracks tracks;
    private final CutOptions options;
    private final CutPoint cutPoint;
    private final PictureOrder order;
    private final AVRational timeBase;
    private final List<MediaPacket> pictures = new ArrayList<>();
    private final SoundQueue sound;
    private final FragmentLimits limits;
    private FragmentNumber number;
    private long bytes;
    private int width;
    private int height;
    private long origin = AV_NOPTS_VALUE;

    CutFragments(CutTracks tracks, CutOptions options, boolean timestampsMayJump) {
        this.tracks = tracks;
        this.options = options;
        this.number = options.firstNumber();
        this.timeBase = tracks.lead().time_base();
        this.order = new PictureOrder(tracks.lead().codecpar());
        this.limits = FragmentLimits.DEFAULTS.withBytesMax(options.bytesMax() + DOCUMENT_BYTES);
        this.sound = new SoundQueue(tracks, timestampsMayJump);
        this.cutPoint = new CutPoint(
                options,
                options.bytesMax() - DOCUMENT_BYTES,
                pts -> scale(pts, 1_000),
                p -> order.cleanKeyframe(p.packet()));
    }

    void addPicture(MediaPacket picture) {
        if (picture.bytes() > options.bytesMax() - DOCUMENT_BYTES) {
            int size = picture.bytes();
            picture.close();
            throw new FramesException(
                    FramesException.Code.TOO_LARGE,
                    "a picture of %d bytes does not fit into a fragment of %d".formatted(size, options.bytesMax()));
        }
        if (picture.key()) {
            noteSize(picture);
        }
        pictures.add(picture);
        bytes += picture.bytes() + BLOCK_BYTES;
    }

    /** Where the size changes a new fragment starts, whose track says the new size. */
    private void noteSize(MediaPacket key) {
        order.count(key.packet());
        boolean known = order.width() > 0 && order.height() > 0;
        boolean changed = known && width > 0 && (order.width() != width || order.height() != height);
        width = known ? order.width() : width;
        height = known ? order.height() : height;
        key.describe(width, height, changed);
    }

    void addSound(MediaPacket packet) {
        sound.add(packet);
    }

    /** A fragment, if one is whole; at the file's end, what is left. */
    Optional<Fragment> take(boolean ended) {
        int cut = cutPoint.choose(pictures, bytes + sound.bytes());
        if (cut == 0) {
            return ended && !pictures.isEmpty() ? Optional.of(emit(pictures.size(), true)) : Optional.empty();
        }
        setOrigin(cut);
        long end = micros(pictures.get(cut).pts());
        long seen = micros(pictures.getLast().pts());
        boolean full = bytes + sound.bytes() > options.bytesMax() - DOCUMENT_BYTES;
        if (!ended && !full && sound.isBehind(end) && seen - end < SOUND_WAIT_MILLIS * 1000) {
            return Optional.empty();
        }
        return Optional.of(emit(cut, false));
    }

    @Override
    public void close() {
        pictures.forEach(MediaPacket::close);
        pictures.clear();
        sound.close();
        order.close();
    }

    /** The file's first picture, in the order of display, is at time 0. */
    private void setOrigin(int cut) {
        if (origin == AV_NOPTS_VALUE) {
            origin = pictures.subList(0, cut).stream()
                    .filter(picture -> !picture.hidden())
                    .mapToLong(MediaPacket::pts)
                    .min()
                    .orElse(pictures.getFirst().pts());
            sound.setOrigin(av_rescale_rnd(origin, timeBase.num() * 1_000_000L, timeBase.den(), AV_ROUND_NEAR_INF));
        }
    }

    private Fragment emit(int cut, boolean last) {
        setOrigin(cut);
        List<MediaPacket> shown = new ArrayList<>(pictures.subList(0, cut));
        List<MediaPacket> kept = new ArrayList<>(pictures.subList(cut, pictures.size()));
        List<MediaPacket> heard =
                sound.takeUntil(last ? Long.MAX_VALUE : micros(pictures.get(cut).pts()));
        if (!last && cutPoint.isOpen(cut)) {
            moveLeading(shown, kept);
        }
        pictures.clear();
        pictures.addAll(kept);
        bytes = pictures.stream().mapToLong(p -> p.bytes() + BLOCK_BYTES).sum();
        cutPoint.restart();
        try {
            Fragment fragment = write(shown, heard);
            number = number.next();
            return fragment;
        } finally {
            shown.forEach(MediaPacket::close);
            heard.forEach(MediaPacket::close);
        }
    }

    /** Pictures that need both sides of the cut go before it, with a hidden copy of the keyframe behind it. */
    private static void moveLeading(List<MediaPacket> shown, List<MediaPacket> kept) {
        MediaPacket key = kept.getFirst();
        shown.add(key.hiddenCopy());
        while (kept.size() > 1 && kept.get(1).pts() < key.pts()) {
            shown.add(kept.remove(1));
        }
    }

    private Fragment write(List<MediaPacket> shown, List<MediaPacket> heard) {
        List<FragmentMuxer.Timed> packets = new FragmentOrder(this::millis, sound::millis).merge(shown, heard);
        long startMillis = packets.getFirst().ptsMillis();
        packets.removeIf(packet -> Math.abs(packet.ptsMillis() - startMillis) > BEHIND_MILLIS_MAX
                && packet.track() > 0
                && packet.ptsMillis() < startMillis);
        if (shown.getFirst().newSize()) {
            AVCodecParameters parameters = tracks.lead().codecpar();
            parameters.width(shown.getFirst().width()).height(shown.getFirst().height());
        }
        try (FragmentMuxer muxer = new FragmentMuxer("matroska", tracks.streams(), tags(startMillis))) {
            byte[] document = muxer.write(packets, Map.of("write_crc32", "0"));
            Fragment fragment = Fragment.parse(document, limits);
            List<Integer> hidden = hiddenPictures(shown);
            boolean asPlanned = muxer.refused() == 0;
            return hidden.isEmpty() || !asPlanned
                    ? fragment
                    : Fragment.parse(HiddenBlocks.mark(fragment, document, hidden), limits);
        }
    }

    private static List<Integer> hiddenPictures(List<MediaPacket> shown) {
        List<Integer> hidden = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).hidden()) {
                hidden.add(i);
            }
        }
        return hidden;
    }

    private Map<String, String> tags(long startMillis) {
        Instant start = options.start();
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(KinesisTags.FRAGMENT_NUMBER, number.toString());
        tags.put(KinesisTags.SERVER_TIMESTAMP, seconds(start));
        tags.put(KinesisTags.PRODUCER_TIMESTAMP, seconds(start.plusMillis(startMillis)));
        return tags;
    }

    private static String seconds(Instant time) {
        return BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString();
    }

    /** Hidden pictures before the file's first shown one have no time of their own; they lie at its start. */
    private long millis(long pts) {
        return Math.max(0, scale(pts, 1_000));
    }

    private long micros(long pts) {
        return scale(pts, 1_000_000);
    }

    private long scale(long pts, long perSecond) {
        long zero = origin == AV_NOPTS_VALUE ? 0 : origin;
        return av_rescale_rnd(pts - zero, timeBase.num() * perSecond, timeBase.den(), AV_ROUND_NEAR_INF);
    }
}
