package io.kinedex.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Takes what Kinesis Video said about a fragment out of its tags, and leaves what its producer said. Stateless. */
final class UserTags {
    private static final String SERVICE = "AWS_KINESISVIDEO_";
    private static final int TEXT_BYTES_MAX = 64 << 10;

    private UserTags() {}

    static boolean isOfService(String name) {
        return name.startsWith(SERVICE);
    }

    /** The Tags element without the service's tags: as it came where it has none, no bytes where it has nothing else. */
    static byte[] keep(byte[] tags) {
        EbmlCursor element = new EbmlCursor(ByteBuffer.wrap(tags), 0, tags.length, 0);
        element.next();
        if (!hasServiceTag(element.children())) {
            return tags;
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        EbmlCursor tag = element.children();
        while (tag.next()) {
            if (tag.id() == EbmlIds.TAG) {
                byte[] rest = withoutServiceTags(tag.children());
                if (rest.length > 0) {
                    kept.writeBytes(TagsWriter.element(EbmlIds.TAG, rest));
                }
            }
        }
        return kept.size() == 0 ? new byte[0] : TagsWriter.element(EbmlIds.TAGS, kept.toByteArray());
    }

    private static boolean hasServiceTag(EbmlCursor tags) {
        while (tags.next()) {
            if (tags.id() != EbmlIds.TAG) {
                continue;
            }
            EbmlCursor simple = tags.children();
            while (simple.next()) {
                if (simple.id() == EbmlIds.SIMPLE_TAG && isOfService(name(simple.children()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The children of a Tag; none where no simple tag is left. */
    private static byte[] withoutServiceTags(EbmlCursor tag) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        boolean any = false;
        while (tag.next()) {
            boolean simple = tag.id() == EbmlIds.SIMPLE_TAG;
            if (!simple || !isOfService(name(tag.children()))) {
                kept.writeBytes(TagsWriter.element(tag.id(), tag.copy()));
                any |= simple;
            }
        }
        return any ? kept.toByteArray() : new byte[0];
    }

    private static String name(EbmlCursor simple) {
        while (simple.next()) {
            if (simple.id() == EbmlIds.TAG_NAME) {
                return simple.text(TEXT_BYTES_MAX);
            }
        }
        return "";
    }
}
