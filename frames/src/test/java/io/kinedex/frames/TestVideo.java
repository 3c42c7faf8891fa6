package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/**
 * Makes videos for tests with FFmpeg. Each picture carries its number in its pixels: ten bars across the upper half,
 * bright for a one, the lowest bit at the left; the lower half is a slope that moves.
 */
final class TestVideo {
    static final int BITS = 10;
    private static final int INTERLACED_FLAGS = 1 << 18 | 1 << 29;
    private static final int CLOSED_GOP = 1 << 31;
    private static final int GLOBAL_HEADER = 1 << 22;
    private static final int FRAME_DURATION = 1 << 8;

    private final String codec;
    private int width = 160;
    private int height = 96;
    private int gop = 10;
    private int bFrames;
    private int ticksPerSecond = 1000;
    private long[] times = every(40, 25);
    private int rotation;
    private int aspectNumerator = 1;
    private int aspectDenominator = 1;
    private boolean interlaced;
    private boolean openGroups;
    private @Nullable TestSound sound;
    private int firstNumber;
    private final Map<String, String> muxerOptions = new LinkedHashMap<>();
    private final Map<String, String> codecOptions = new LinkedHashMap<>();

    private TestVideo(String codec) {
        this.codec = codec;
    }

    static TestVideo of(String codec) {
        return new TestVideo(codec);
    }

    /** Times of {@code count} pictures at a constant distance. */
    static long[] every(long step, int count) {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = i * step;
        }
        return times;
    }

    TestVideo size(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        return this;
    }

    TestVideo gop(int pictures) {
        gop = pictures;
        return this;
    }

    TestVideo bFrames(int count) {
        bFrames = count;
        return this;
    }

    /** Picture times in units of a second's part. */
    TestVideo times(int newTicksPerSecond, long... newTimes) {
        ticksPerSecond = newTicksPerSecond;
        times = newTimes;
        return this;
    }

    TestVideo rotated(int clockwise) {
        rotation = clockwise;
        return this;
    }

    TestVideo pixelAspect(int numerator, int denominator) {
        aspectNumerator = numerator;
        aspectDenominator = denominator;
        return this;
    }

    TestVideo interlaced() {
        interlaced = true;
        return this;
    }

    TestVideo openGroups() {
        openGroups = true;
        return this;
    }

    TestVideo withSound() {
        return withSound(TestSound.of("aac", 48_000, 1));
    }

    TestVideo withSound(TestSound newSound) {
        sound = newSound;
        return this;
    }

    TestVideo numberedFrom(int number) {
        firstNumber = number;
        return this;
    }

    TestVideo muxing(String name, String value) {
        muxerOptions.put(name, value);
        return this;
    }

    TestVideo coding(String name, String value) {
        codecOptions.put(name, value);
        return this;
    }

    long[] times() {
        return times.clone();
    }

    /** Writes the container that the file's name says. */
    Path write(Path file) {
        AVFormatContext context = new AVFormatContext(null);
        check(avformat_alloc_output_context2(context, null, (String) null, file.toString()));
        AVIOContext io = new AVIOContext(null);
        check(avio_open(io, "file:" + file, AVIO_FLAG_WRITE));
        context.pb(io);
        boolean global = (context.oformat().flags() & AVFMT_GLOBALHEADER) != 0;
        AVCodecContext video = openVideo(global);
        AVCodecContext audio = sound != null ? sound.open(global) : new AVCodecContext(null);
        AVStream stream = addStream(context, video);
        stream.sample_aspect_ratio(Ffmpeg.rational(aspectNumerator, aspectDenominator));
        if (rotation != 0) {
            addRotation(stream);
        }
        if (sound != null) {
            addStream(context, audio);
        }
        AVDictionary options = new AVDictionary(null);
        muxerOptions.forEach((name, value) -> av_dict_set(options, name, value, 0));
        check(avformat_write_header(context, options));
        av_dict_free(options);
        encode(context, video, audio);
        check(av_write_trailer(context));
        avcodec_free_context(video);
        if (sound != null) {
            avcodec_free_context(audio);
        }
        avio_closep(io);
        avformat_free_context(context);
        return file;
    }

    private void encode(AVFormatContext context, AVCodecContext video, AVCodecContext audio) {
        AVFrame picture = av_frame_alloc();
        picture.format(video.pix_fmt()).width(width).height(height);
        check(av_frame_get_buffer(picture, 0));
        long samples = 0;
        for (int i = 0; i < times.length; i++) {
            check(av_frame_make_writable(picture));
            paint(picture, firstNumber + i);
            picture.pts(times[i]);
            picture.duration(i + 1 < times.length ? times[i + 1] - times[i] : ticksPerSecond / 25);
            if (interlaced) {
                picture.flags(picture.flags() | Ffmpeg.FRAME_INTERLACED | Ffmpeg.FRAME_TOP_FIELD_FIRST);
            }
            send(context, video, 0, picture);
            while (sound != null && samples * ticksPerSecond < times[i] * sound.rate()) {
                AVFrame frame = sound.frame(audio, samples);
                send(context, audio, 1, frame);
                samples += frame.nb_samples();
                av_frame_free(frame);
            }
        }
        send(context, video, 0, null);
        if (sound != null) {
            send(context, audio, 1, null);
        }
        av_frame_free(picture);
    }

    private void paint(AVFrame picture, int number) {
        int stride = picture.linesize(0);
        byte[] row = new byte[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = (byte) (y < height / 2 ? bar(x, number) : 40 + (x + y + number * 3) % 160);
            }
            picture.data(0).position((long) y * stride).put(row, 0, width);
        }
        picture.data(0).position(0);
        for (int plane = 1; plane < 3; plane++) {
            int lines = (height + 1) / 2;
            byte[] grey = new byte[picture.linesize(plane)];
            Arrays.fill(grey, (byte) 128);
            for (int y = 0; y < lines; y++) {
                picture.data(plane).position((long) y * grey.length).put(grey, 0, grey.length);
            }
            picture.data(plane).position(0);
        }
    }

    private int bar(int x, int number) {
        return (number >> (x * BITS / width) & 1) != 0 ? 220 : 30;
    }

    private AVCodecContext openVideo(boolean global) {
        AVCodecContext context = avcodec_alloc_context3(avcodec_find_encoder_by_name(codec));
        context.width(width).height(height);
        context.pix_fmt(codec.equals("mjpeg") ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P);
        context.time_base(Ffmpeg.rational(1, ticksPerSecond));
        if (times.length > 1 && (times[1] - times[0]) * 25 == ticksPerSecond) {
            context.framerate(Ffmpeg.rational(25, 1));
        }
        context.sample_aspect_ratio(Ffmpeg.rational(aspectNumerator, aspectDenominator));
        context.gop_size(gop);
        context.max_b_frames(bFrames);
        context.bit_rate(2_000_000);
        int flags = interlaced ? INTERLACED_FLAGS : 0;
        flags |= openGroups || bFrames == 0 || codec.equals("mpeg4") ? 0 : CLOSED_GOP;
        context.flags(context.flags() | flags | FRAME_DURATION | (global ? GLOBAL_HEADER : 0));
        if (codec.equals("mpeg2video") && bFrames > 0 && !openGroups) {
            av_opt_set(context, "sc_threshold", "1000000000", 1);
        }
        codecOptions.forEach((name, value) -> av_opt_set(context, name, value, 1));
        context.thread_count(1);
        check(avcodec_open2(context, avcodec_find_encoder_by_name(codec), (AVDictionary) null));
        return context;
    }

    private static AVStream addStream(AVFormatContext context, AVCodecContext codec) {
        AVStream stream = avformat_new_stream(context, null);
        check(avcodec_parameters_from_context(stream.codecpar(), codec));
        stream.time_base(codec.time_base());
        stream.avg_frame_rate(codec.framerate());
        return stream;
    }

    private void addRotation(AVStream stream) {
        try (IntPointer count = new IntPointer(1)) {
            count.put(0);
            var data = av_packet_side_data_new(
                    stream.codecpar().coded_side_data(), count, AV_PKT_DATA_DISPLAYMATRIX, 36, 0);
            stream.codecpar().coded_side_data(data);
            stream.codecpar().nb_coded_side_data(count.get());
            int[] matrix = new int[9];
            av_display_rotation_set(matrix, rotation);
            new IntPointer(data.data()).put(matrix, 0, 9);
        }
    }

    private static void send(AVFormatContext context, AVCodecContext codec, int index, @Nullable AVFrame frame) {
        check(avcodec_send_frame(codec, frame));
        AVPacket packet = av_packet_alloc();
        while (avcodec_receive_packet(codec, packet) >= 0) {
            packet.stream_index(index);
            av_packet_rescale_ts(
                    packet, codec.time_base(), context.streams(index).time_base());
            check(av_interleaved_write_frame(context, packet));
        }
        av_packet_free(packet);
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg: " + Ffmpeg.text(result));
        }
    }

    /** The picture number that a frame carries, upright or turned by the given clockwise angle. */
    static int number(Frame frame, int turned) {
        var pixels = frame.pixels();
        int number = 0;
        boolean across = turned % 180 == 0;
        int along = across ? frame.width() : frame.height();
        int other = across ? frame.height() : frame.width();
        for (int bit = 0; bit < BITS; bit++) {
            int place = (2 * bit + 1) * along / (2 * BITS);
            place = turned == 180 || turned == 270 ? along - 1 - place : place;
            int side = turned == 90 || turned == 180 ? other - 1 - other / 4 : other / 4;
            int x = across ? place : side;
            int y = across ? side : place;
            int green = pixels.get((y * frame.width() + x) * 3 + 1) & 0xff;
            number |= green > 128 ? 1 << bit : 0;
        }
        return number;
    }

    static List<Long> millis(long[] times, int ticksPerSecond) {
        List<Long> millis = new ArrayList<>();
        for (long time : times) {
            millis.add(Math.round((time - times[0]) * 1000.0 / ticksPerSecond));
        }
        return millis;
    }
}
