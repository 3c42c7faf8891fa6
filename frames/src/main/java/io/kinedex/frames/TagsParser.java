package io.kinedex.frames;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a Tags element into names and values. Stateless. */
final class TagsParser {
    private TagsParser() {}

    /**
     * The simple tags that are not aimed at a track, an edition, a chapter or an attachment, in order; of equal names
     * the last. Tags inside simple tags are left out.
     */
    static Map<String, String> parse(EbmlCursor tags, FragmentLimits limits) {
        Map<String, String> result = new LinkedHashMap<>();
        int count = 0;
        while (tags.next()) {
            if (tags.id() != EbmlIds.TAG || isAimed(tags.children())) {
                continue;
            }
            EbmlCursor tag = tags.children();
            while (tag.next()) {
                if (tag.id() == EbmlIds.SIMPLE_TAG) {
                    requireCount(++count, limits);
                    simpleTag(tag.children(), limits.tagBytesMax(), result);
                }
            }
        }
        return result;
    }

    static void requireCount(int count, FragmentLimits limits) {
        if (count > limits.tagsMax()) {
            throw new FramesException(
                    FramesException.Code.TOO_LARGE, "more than %d tags, the limit".formatted(limits.tagsMax()));
        }
    }

    private static void simpleTag(EbmlCursor simple, int bytesMax, Map<String, String> result) {
        String name = "";
        String value = null;
        while (simple.next()) {
            switch (simple.id()) {
                case EbmlIds.TAG_NAME -> name = simple.text(bytesMax);
                case EbmlIds.TAG_STRING -> value = simple.text(bytesMax);
                default -> {}
            }
        }
        if (value != null) {
            result.put(name, value);
        }
    }

    private static boolean isAimed(EbmlCursor tag) {
        while (tag.next()) {
            if (tag.id() == EbmlIds.TARGETS && hasUid(tag.children())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasUid(EbmlCursor targets) {
        while (targets.next()) {
            switch (targets.id()) {
                case EbmlIds.TAG_TRACK_UID,
                        EbmlIds.TAG_EDITION_UID,
                        EbmlIds.TAG_CHAPTER_UID,
                        EbmlIds.TAG_ATTACHMENT_UID -> {
                    // a uid may take all 64 bits; only zero means "everything"
                    for (byte b : targets.copy()) {
                        if (b != 0) {
                            return true;
                        }
                    }
                }
                default -> {}
            }
        }
        return false;
    }
}
