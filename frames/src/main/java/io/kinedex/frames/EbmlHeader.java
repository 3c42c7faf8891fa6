package io.kinedex.frames;

import java.util.Set;

/** Checks that an EBML header announces a document that this reader understands. Stateless. */
final class EbmlHeader {
    /** No writer makes a longer one. */
    static final int BYTES_MAX = 4096;

    private static final Set<String> DOC_TYPES = Set.of("matroska", "webm");
    private static final int DOC_TYPE_READ_VERSION_MAX = 4;

    private EbmlHeader() {}

    static void require(EbmlCursor header) {
        String docType = "";
        while (header.next()) {
            switch (header.id()) {
                case EbmlIds.DOC_TYPE -> docType = header.text(BYTES_MAX);
                case EbmlIds.EBML_READ_VERSION -> atMost(1, "EBML read version", header);
                case EbmlIds.EBML_MAX_ID_LENGTH -> atMost(Vint.ID_BYTES_MAX, "id length", header);
                case EbmlIds.EBML_MAX_SIZE_LENGTH -> atMost(Vint.SIZE_BYTES_MAX, "size length", header);
                case EbmlIds.DOC_TYPE_READ_VERSION -> atMost(DOC_TYPE_READ_VERSION_MAX, "read version", header);
                default -> {}
            }
        }
        if (!DOC_TYPES.contains(docType)) {
            throw new FramesException(
                    FramesException.Code.UNSUPPORTED,
                    "an EBML document of type '%s', not matroska or webm".formatted(docType));
        }
    }

    private static void atMost(int max, String what, EbmlCursor header) {
        long value = header.unsigned();
        if (value > max) {
            throw new FramesException(
                    FramesException.Code.UNSUPPORTED,
                    "a document that needs %s %d, this reader knows up to %d".formatted(what, value, max));
        }
    }
}
