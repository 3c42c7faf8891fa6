package io.kinedex.frames;

/**
 * The element ids of EBML and Matroska that the reader knows, with their length markers.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8794">RFC 8794, EBML</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9559">RFC 9559, Matroska</a>
 */
final class EbmlIds {
    static final int EBML = 0x1A45DFA3;
    static final int EBML_VERSION = 0x4286;
    static final int EBML_READ_VERSION = 0x42F7;
    static final int EBML_MAX_ID_LENGTH = 0x42F2;
    static final int EBML_MAX_SIZE_LENGTH = 0x42F3;
    static final int DOC_TYPE = 0x4282;
    static final int DOC_TYPE_VERSION = 0x4287;
    static final int DOC_TYPE_READ_VERSION = 0x4285;
    static final int VOID = 0xEC;
    static final int CRC_32 = 0xBF;

    static final int SEGMENT = 0x18538067;
    static final int SEEK_HEAD = 0x114D9B74;
    static final int CUES = 0x1C53BB6B;
    static final int CHAPTERS = 0x1043A770;
    static final int ATTACHMENTS = 0x1941A469;

    static final int INFO = 0x1549A966;
    static final int TIMESTAMP_SCALE = 0x2AD7B1;
    static final int DATE_UTC = 0x4461;

    static final int TRACKS = 0x1654AE6B;
    static final int TRACK_ENTRY = 0xAE;
    static final int TRACK_NUMBER = 0xD7;
    static final int TRACK_TYPE = 0x83;
    static final int CODEC_ID = 0x86;
    static final int CODEC_PRIVATE = 0x63A2;
    static final int NAME = 0x536E;
    static final int LANGUAGE = 0x22B59C;
    static final int LANGUAGE_BCP47 = 0x22B59D;
    static final int DEFAULT_DURATION = 0x23E383;
    static final int VIDEO = 0xE0;
    static final int PIXEL_WIDTH = 0xB0;
    static final int PIXEL_HEIGHT = 0xBA;
    static final int DISPLAY_WIDTH = 0x54B0;
    static final int DISPLAY_HEIGHT = 0x54BA;
    static final int AUDIO = 0xE1;
    static final int SAMPLING_FREQUENCY = 0xB5;
    static final int CHANNELS = 0x9F;
    static final int CONTENT_ENCODINGS = 0x6D80;
    static final int CONTENT_ENCODING = 0x6240;
    static final int CONTENT_ENCODING_TYPE = 0x5033;
    static final int CONTENT_COMPRESSION = 0x5034;
    static final int CONTENT_COMP_ALGO = 0x4254;
    static final int CONTENT_ENCRYPTION = 0x5035;

    static final int TAGS = 0x1254C367;
    static final int TAG = 0x7373;
    static final int TARGETS = 0x63C0;
    static final int TAG_TRACK_UID = 0x63C5;
    static final int TAG_EDITION_UID = 0x63C9;
    static final int TAG_CHAPTER_UID = 0x63C4;
    static final int TAG_ATTACHMENT_UID = 0x63C6;
    static final int SIMPLE_TAG = 0x67C8;
    static final int TAG_NAME = 0x45A3;
    static final int TAG_STRING = 0x4487;

    static final int CLUSTER = 0x1F43B675;
    static final int TIMESTAMP = 0xE7;
    static final int SIMPLE_BLOCK = 0xA3;
    static final int BLOCK_GROUP = 0xA0;
    static final int BLOCK = 0xA1;
    static final int BLOCK_DURATION = 0x9B;
    static final int REFERENCE_BLOCK = 0xFB;

    private EbmlIds() {}

    /** Whether the id can only stand beside a cluster or above it, so that it ends a cluster of unknown size. */
    static boolean endsCluster(int id) {
        return switch (id) {
            case CLUSTER, TAGS, CUES, SEEK_HEAD, INFO, TRACKS, CHAPTERS, ATTACHMENTS, SEGMENT, EBML -> true;
            default -> false;
        };
    }

    /** The element's name in the specification, or its id in hexadecimal. */
    static String name(int id) {
        return switch (id) {
            case EBML -> "EBML header";
            case SEGMENT -> "Segment";
            case SEEK_HEAD -> "SeekHead";
            case INFO -> "Info";
            case TRACKS -> "Tracks";
            case TRACK_ENTRY -> "TrackEntry";
            case TAGS -> "Tags";
            case CLUSTER -> "Cluster";
            case CUES -> "Cues";
            case CHAPTERS -> "Chapters";
            case ATTACHMENTS -> "Attachments";
            case SIMPLE_BLOCK -> "SimpleBlock";
            case BLOCK_GROUP -> "BlockGroup";
            case BLOCK -> "Block";
            case VOID -> "Void";
            case CRC_32 -> "CRC-32";
            default -> "element 0x%X".formatted(id);
        };
    }
}
