package io.kinedex.ingest.emulator;

import io.kinedex.frames.FragmentNumber;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A Matroska document of an answer, which holds one fragment and what the service says about it, or only what it says.
 * Immutable.
 *
 * @param parts the elements of the document and of its segment in their order; of the segment the head alone
 */
record MediaUnit(List<Part> parts) {
    static final String NUMBER = "AWS_KINESISVIDEO_FRAGMENT_NUMBER";
    static final String TOKEN = "AWS_KINESISVIDEO_CONTINUATION_TOKEN";
    static final String LAG = "AWS_KINESISVIDEO_MILLIS_BEHIND_NOW";
    static final String END = "AWS_KINESISVIDEO_END_OF_FRAGMENT";

    private static final String ERROR_ID = "AWS_KINESISVIDEO_ERROR_ID";
    private static final String ERROR_CODE = "AWS_KINESISVIDEO_ERROR_CODE";
    private static final String LISTED_ERROR_ID = "AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE";
    private static final String LISTED_ERROR_MESSAGE = "AWS_KINESISVIDEO_EXCEPTION_MESSAGE";

    private static final int CLUSTER_HEAD_OF_CRC = 6;

    MediaUnit {
        parts = List.copyOf(parts);
    }

    /** An element, or the head of the segment. Its bytes do not change. */
    @SuppressWarnings("ArrayRecordComponent")
    record Part(int id, byte[] bytes) {
        Map<String, String> tags() {
            return id == Ebml.TAGS ? TagsElement.parse(bytes).values() : Map.of();
        }

        /** Whether the fragment ends with it. */
        boolean endsFragment() {
            Map<String, String> tags = tags();
            return tags.containsKey(TOKEN) || tags.containsKey(END);
        }
    }

    /** The number of its fragment; empty where it is none, or only tells what is wrong with one. */
    Optional<FragmentNumber> number() {
        Map<String, String> tags = new HashMap<>();
        parts.forEach(part -> tags.putAll(part.tags()));
        return tags.containsKey(LISTED_ERROR_ID)
                ? Optional.empty()
                : Optional.ofNullable(tags.get(NUMBER)).map(FragmentNumber::parse);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(part -> out.writeBytes(part.bytes()));
        return out.toByteArray();
    }

    /** The tags without the media. */
    MediaUnit withoutClusters() {
        return changed(part -> part.id() == Ebml.CLUSTER ? new byte[0] : part.bytes());
    }

    MediaUnit withoutTag(String name) {
        return tagsChanged(tags -> tags.without(name));
    }

    MediaUnit withTagsReversed() {
        return tagsChanged(TagsElement::reversed);
    }

    MediaUnit damaged(FaultEffect.Damage damage) {
        return changed(part -> part.id() == Ebml.CLUSTER ? damaged(part.bytes(), damage) : part.bytes());
    }

    /** A document that reports an error before this fragment, as GetMedia does. */
    byte[] error(int id) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(ERROR_CODE, ErrorIds.MEDIA.getOrDefault(id, "Error"));
        tags.put(ERROR_ID, Integer.toString(id));
        return document(tags);
    }

    /** A document that reports an error in the place of this fragment, as GetMediaForFragmentList does. */
    byte[] listedError(int id) {
        Map<String, String> tags = new LinkedHashMap<>();
        number().ifPresent(number -> tags.put(NUMBER, number.toString()));
        tags.put(LISTED_ERROR_ID, Integer.toString(id));
        tags.put(LISTED_ERROR_MESSAGE, ErrorIds.MEDIA.getOrDefault(id, "Error"));
        return document(tags);
    }

    private byte[] document(Map<String, String> tags) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.stream().filter(part -> part.id() == Ebml.HEADER).forEach(part -> out.writeBytes(part.bytes()));
        out.writeBytes(Ebml.openHead(Ebml.SEGMENT));
        out.writeBytes(TagsElement.of(tags));
        return out.toByteArray();
    }

    private MediaUnit tagsChanged(Function<TagsElement, byte[]> change) {
        return changed(part -> part.id() == Ebml.TAGS ? change.apply(TagsElement.parse(part.bytes())) : part.bytes());
    }

    /** The segment's size is not known any more. */
    private MediaUnit changed(Function<Part, byte[]> change) {
        List<Part> changed = new ArrayList<>();
        for (Part part : parts) {
            byte[] bytes = part.id() == Ebml.SEGMENT ? Ebml.openHead(Ebml.SEGMENT) : change.apply(part);
            if (bytes.length > 0) {
                changed.add(new Part(part.id(), bytes));
            }
        }
        return new MediaUnit(changed);
    }

    private static byte[] damaged(byte[] cluster, FaultEffect.Damage damage) {
        Ebml.Head head = Ebml.head(cluster, 0);
        return switch (damage) {
            case PAYLOAD -> withPayloadChanged(cluster, head);
            case STRUCTURE -> withAnElementThatIsNone(cluster, head);
            case CRC -> withWrongChecksum(cluster, head);
        };
    }

    /** Eight bytes in the middle of the largest child. */
    private static byte[] withPayloadChanged(byte[] cluster, Ebml.Head head) {
        byte[] changed = cluster.clone();
        int largestAt = 0;
        long largest = -1;
        for (int at = head.length(); at < cluster.length; ) {
            Ebml.Head child = Ebml.head(cluster, at);
            if (child.size() > largest) {
                largest = child.size();
                largestAt = at + child.length();
            }
            at += child.length() + (int) child.size();
        }
        int from = largestAt + (int) largest / 2;
        for (int at = from; at < Math.min(from + 8, largestAt + largest); at++) {
            changed[at] ^= 0x5A;
        }
        return changed;
    }

    /** The second child begins with a byte that begins no element. */
    private static byte[] withAnElementThatIsNone(byte[] cluster, Ebml.Head head) {
        byte[] changed = cluster.clone();
        if (head.length() < cluster.length) {
            Ebml.Head first = Ebml.head(cluster, head.length());
            int second = head.length() + first.length() + (int) first.size();
            changed[Math.min(second, cluster.length - 1)] = 0;
        }
        return changed;
    }

    private static byte[] withWrongChecksum(byte[] cluster, Ebml.Head head) {
        byte[] body = new byte[CLUSTER_HEAD_OF_CRC + cluster.length - head.length()];
        body[0] = (byte) Ebml.CRC_32;
        body[1] = (byte) 0x84;
        for (int i = 2; i < CLUSTER_HEAD_OF_CRC; i++) {
            body[i] = (byte) 0xDB;
        }
        System.arraycopy(cluster, head.length(), body, CLUSTER_HEAD_OF_CRC, cluster.length - head.length());
        return Ebml.element(Ebml.CLUSTER, body);
    }
}
