package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a Tracks element into {@link Track}s. Stateless. */
final class TracksParser {
    private static final int TEXT_BYTES_MAX = 4096;

    /** A frame that lasts longer than this, a hundred days, says nothing. */
    private static final long DEFAULT_DURATION_MAX = 1L << 53;

    private TracksParser() {}

    static List<Track> parse(EbmlCursor tracks, int tracksMax) {
        List<Track> result = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        while (tracks.next()) {
            if (tracks.id() != EbmlIds.TRACK_ENTRY) {
                continue;
            }
            if (result.size() == tracksMax) {
                throw new FramesException(
                        FramesException.Code.TOO_LARGE, "more than %d tracks, the limit".formatted(tracksMax));
            }
            Track track = new Entry().parse(tracks.children());
            if (!numbers.add(track.number())) {
                throw tracks.malformed("two tracks have the number %d".formatted(track.number()));
            }
            result.add(track);
        }
        return result;
    }

    /** One TrackEntry in the making, with Matroska's defaults. */
    private static final class Entry {
        private int number;
        private int type;
        private String codecId = "";
        private String name = "";
        private String language = "eng";
        private String languageBcp47 = "";
        private ByteBuffer codecPrivate = ByteBuffer.allocate(0);
        private long defaultDuration;
        private int width;
        private int height;
        private int displayWidth;
        private int displayHeight;
        private double samplingRate;
        private int channels;
        private boolean encrypted;
        private Track.Compression compression = Track.Compression.NONE;

        Track parse(EbmlCursor entry) {
            while (entry.next()) {
                switch (entry.id()) {
                    case EbmlIds.TRACK_NUMBER -> number = entry.unsignedInt();
                    case EbmlIds.TRACK_TYPE -> type = entry.unsignedInt();
                    case EbmlIds.CODEC_ID -> codecId = entry.text(TEXT_BYTES_MAX);
                    case EbmlIds.CODEC_PRIVATE -> codecPrivate = ByteBuffer.wrap(entry.copy());
                    case EbmlIds.NAME -> name = entry.text(TEXT_BYTES_MAX);
                    case EbmlIds.LANGUAGE -> language = entry.text(TEXT_BYTES_MAX);
                    case EbmlIds.LANGUAGE_BCP47 -> languageBcp47 = entry.text(TEXT_BYTES_MAX);
                    case EbmlIds.DEFAULT_DURATION -> defaultDuration = entry.unsigned();
                    case EbmlIds.VIDEO -> video(entry.children());
                    case EbmlIds.AUDIO -> audio(entry.children());
                    case EbmlIds.CONTENT_ENCODINGS -> encodings(entry.children());
                    default -> {}
                }
            }
            if (number == 0) {
                throw entry.malformed("a track entry without a track number");
            }
            return track();
        }

        private Track track() {
            return new Track(
                    number,
                    kind(),
                    codecId,
                    name,
                    languageBcp47.isEmpty() ? language : languageBcp47,
                    codecPrivate,
                    width,
                    height,
                    displayWidth > 0 ? displayWidth : width,
                    displayHeight > 0 ? displayHeight : height,
                    samplingRate,
                    channels,
                    Duration.ofNanos(defaultDuration > DEFAULT_DURATION_MAX ? 0 : defaultDuration),
                    encrypted,
                    compression);
        }

        private Track.Kind kind() {
            return switch (type) {
                case 1 -> Track.Kind.VIDEO;
                case 2 -> Track.Kind.AUDIO;
                case 0x11 -> Track.Kind.SUBTITLE;
                default -> Track.Kind.OTHER;
            };
        }

        private void video(EbmlCursor video) {
            while (video.next()) {
                switch (video.id()) {
                    case EbmlIds.PIXEL_WIDTH -> width = video.unsignedInt();
                    case EbmlIds.PIXEL_HEIGHT -> height = video.unsignedInt();
                    case EbmlIds.DISPLAY_WIDTH -> displayWidth = video.unsignedInt();
                    case EbmlIds.DISPLAY_HEIGHT -> displayHeight = video.unsignedInt();
                    default -> {}
                }
            }
        }

        private void audio(EbmlCursor audio) {
            samplingRate = 8000;
            channels = 1;
            while (audio.next()) {
                switch (audio.id()) {
                    case EbmlIds.SAMPLING_FREQUENCY -> samplingRate = audio.floating();
                    case EbmlIds.CHANNELS -> channels = audio.unsignedInt();
                    default -> {}
                }
            }
        }

        private void encodings(EbmlCursor encodings) {
            while (encodings.next()) {
                if (encodings.id() == EbmlIds.CONTENT_ENCODING) {
                    encoding(encodings.children());
                }
            }
        }

        /** An encoding is compression unless its type says encryption. */
        private void encoding(EbmlCursor encoding) {
            long encodingType = 0;
            Track.Compression algorithm = Track.Compression.ZLIB;
            while (encoding.next()) {
                switch (encoding.id()) {
                    case EbmlIds.CONTENT_ENCODING_TYPE -> encodingType = encoding.unsigned();
                    case EbmlIds.CONTENT_COMPRESSION -> algorithm = algorithm(encoding.children());
                    case EbmlIds.CONTENT_ENCRYPTION -> encodingType = 1;
                    default -> {}
                }
            }
            if (encodingType == 0) {
                compression = algorithm;
            } else {
                encrypted = true;
            }
        }

        private static Track.Compression algorithm(EbmlCursor settings) {
            long algorithm = 0;
            while (settings.next()) {
                if (settings.id() == EbmlIds.CONTENT_COMP_ALGO) {
                    algorithm = settings.unsigned();
                }
            }
            return switch ((int) Math.min(algorithm, 4)) {
                case 0 -> Track.Compression.ZLIB;
                case 1 -> Track.Compression.BZLIB;
                case 2 -> Track.Compression.LZO1X;
                case 3 -> Track.Compression.HEADER_STRIPPING;
                default -> Track.Compression.UNKNOWN;
            };
        }
    }
}
