package io.kinedex.frames;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_CUSTOM_IO;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOFILLIN;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOPARSE;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A fragment's bytes under FFmpeg's Matroska demuxer, read from memory. Packets come as they lie in the fragment: nothing
 * is parsed or guessed. For one thread.
 */
final class FragmentInput implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int SEEK_SIZE = 0x10000;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;

    private static final ConcurrentHashMap<Long, ByteBuffer> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong KEYS = new AtomicLong(1);
    private static final Reader READER = new Reader();
    private static final Seeker SEEKER = new Seeker();

    private final long key = KEYS.getAndIncrement();
    private final String name;
    private final List<Track> tracks;
    private final AVIOContext io;
    private final AVFormatContext context;

    static {
        Ffmpeg.load();
    }

    FragmentInput(Fragment fragment) {
        this.name = "fragment " + fragment.number();
        this.tracks = fragment.tracks();
        OPEN.put(key, fragment.bytes());
        io = memoryReader();
        context = avformat_alloc_context();
        context.pb(io);
        context.flags(context.flags() | AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_NOPARSE | AVFMT_FLAG_NOFILLIN);
        context.max_streams(64);
        int result = avformat_open_input(context, (String) null, av_find_input_format("matroska"), null);
        if (result < 0) {
            // FFmpeg has freed the context already; the reader under it is ours.
            context.setNull();
            close();
            throw failure(FramesException.Code.MALFORMED, "cannot be opened: " + Ffmpeg.text(result));
        }
    }

    /** The stream at an index of {@link #streams()}. */
    AVStream stream(int index) {
        return context.streams(index);
    }

    int streams() {
        return context.nb_streams();
    }

    AVFormatContext context() {
        return context;
    }

    /** The first track of video that is not a cover picture. */
    Optional<AVStream> video() {
        for (int i = 0; i < streams(); i++) {
            if (MediaStreams.isVideo(stream(i))) {
                return Optional.of(stream(i));
            }
        }
        return Optional.empty();
    }

    /** The track that leads: the video, or where there is none the first track of sound. */
    AVStream requireLead() {
        return video().or(() -> MediaStreams.audio(context).stream().findFirst())
                .orElseThrow(() -> failure(FramesException.Code.NO_VIDEO, "no track of video or sound"));
    }

    /**
     * The Matroska track that became this stream, 0 where none is found. FFmpeg does not say it, but keeps the order of
     * the tracks of each kind.
     */
    int trackNumber(int stream) {
        int type = stream(stream).codecpar().codec_type();
        Track.Kind kind = type == AVMEDIA_TYPE_VIDEO ? Track.Kind.VIDEO : Track.Kind.AUDIO;
        long before = IntStream.range(0, stream)
                .filter(i -> stream(i).codecpar().codec_type() == type)
                .count();
        return tracks.stream()
                .filter(track -> track.kind() == kind)
                .skip(before)
                .mapToInt(Track::number)
                .findFirst()
                .orElse(0);
    }

    /** Whether a packet was read; at the end of the fragment, or of what can be read of it, none is. */
    boolean read(AVPacket packet) {
        return av_read_frame(context, packet) >= 0;
    }

    @Override
    public void close() {
        if (!context.isNull()) {
            avformat_close_input(context);
        }
        if (!io.isNull()) {
            av_free(io.buffer());
            avio_context_free(io);
        }
        OPEN.remove(key);
    }

    private FramesException failure(FramesException.Code code, String reason) {
        return new FramesException(code, name + ": " + reason);
    }

    private AVIOContext memoryReader() {
        BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES));
        return avio_alloc_context(buffer, BUFFER_BYTES, 0, new Deadline.Key(key), READER, null, SEEKER);
    }

    private static final class Reader extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer buffer, int size) {
            ByteBuffer bytes = OPEN.get(opaque.address());
            if (bytes == null || !bytes.hasRemaining()) {
                return avutil.AVERROR_EOF;
            }
            int count = Math.min(size, bytes.remaining());
            buffer.capacity(count).asByteBuffer().put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }
    }

    private static final class Seeker extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            ByteBuffer bytes = OPEN.get(opaque.address());
            if (bytes == null) {
                return -1;
            }
            long target = switch (whence & 0xffff) {
                case SEEK_SET -> offset;
                case SEEK_CUR -> bytes.position() + offset;
                case SEEK_END -> bytes.limit() + offset;
                default -> -1;
            };
            if ((whence & SEEK_SIZE) != 0) {
                return bytes.limit();
            }
            if (target < 0 || target > bytes.limit()) {
                return -1;
            }
            bytes.position((int) target);
            return target;
        }
    }
}
