package io.kinedex.frames;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Names codecs as playlists and browsers do, from the decoder configuration that a track brings. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6381">RFC 6381</a>, and ISO/IEC 14496-15, annex E, for H.265
 */
final class CodecName {
    private static final int AVC_BYTES_MIN = 7;
    private static final int HEVC_BYTES_MIN = 23;
    private static final int HEVC_CONSTRAINT_BYTES = 6;
    private static final int AAC_BYTES_MIN = 2;
    private static final int AAC_ESCAPE = 31;

    private CodecName() {}

    /** From an AVCDecoderConfigurationRecord: {@code avc1.64001F}. */
    static String avc(Track track) {
        ByteBuffer record = record(track, AVC_BYTES_MIN);
        if (record.get(0) != 1 || (record.get(5) & 0x1f) == 0) {
            throw malformed(track, "an AVC decoder configuration with a sequence parameter set");
        }
        return "avc1.%02X%02X%02X".formatted(record.get(1), record.get(2), record.get(3));
    }

    /** From an HEVCDecoderConfigurationRecord: {@code hvc1.1.6.L93.B0}. */
    static String hevc(Track track) {
        ByteBuffer record = record(track, HEVC_BYTES_MIN);
        if (record.get(0) != 1 || record.get(22) == 0) {
            throw malformed(track, "an HEVC decoder configuration with parameter sets");
        }
        int profile = record.get(1);
        StringBuilder name = new StringBuilder("hvc1.")
                .append(new String[] {"", "A", "B", "C"}[profile >> 6 & 3])
                .append(profile & 0x1f)
                .append('.')
                .append(Integer.toHexString(Integer.reverse(record.getInt(2))).toUpperCase(Locale.ROOT))
                .append((profile & 0x20) == 0 ? ".L" : ".H")
                .append(record.get(12) & 0xff);
        int last = HEVC_CONSTRAINT_BYTES - 1;
        while (last >= 0 && record.get(6 + last) == 0) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            name.append(".%X".formatted(record.get(6 + i)));
        }
        return name.toString();
    }

    /** From an AudioSpecificConfig: {@code mp4a.40.2}. */
    static String aac(Track track) {
        ByteBuffer config = record(track, AAC_BYTES_MIN);
        int type = config.get(0) >> 3 & 0x1f;
        if (type == AAC_ESCAPE) {
            type = 32 + ((config.get(0) & 7) << 3 | config.get(1) >> 5 & 7);
        }
        if (type == 0) {
            throw malformed(track, "an AAC configuration");
        }
        return "mp4a.40." + type;
    }

    private static ByteBuffer record(Track track, int bytesMin) {
        ByteBuffer record = track.codecPrivate();
        if (!record.hasRemaining()) {
            throw new FramesException(
                    FramesException.Code.EMPTY,
                    "track %d (%s) has no codec private data".formatted(track.number(), track.codecId()));
        }
        if (record.remaining() < bytesMin) {
            throw malformed(track, "at least %d bytes".formatted(bytesMin));
        }
        return record.slice();
    }

    private static FramesException malformed(Track track, String wanted) {
        return new FramesException(
                FramesException.Code.MALFORMED,
                "the codec private data of track %d (%s) must be %s"
                        .formatted(track.number(), track.codecId(), wanted));
    }
}
