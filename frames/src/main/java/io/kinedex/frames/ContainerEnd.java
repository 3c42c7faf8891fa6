package io.kinedex.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Whether a file is shorter than its container says: by the top-level boxes of ISO BMFF (ISO/IEC 14496-12), the chunks
 * of RIFF, the segment of Matroska (RFC 9559). Demuxers pass over such ends in silence. Stateless.
 */
final class ContainerEnd {
    private static final int BOXES_MAX = 1_000_000;
    private static final int HEAD_BYTES = 16;

    private ContainerEnd() {}

    /** What is missing at the file's end, in words; empty where nothing is, or where the container cannot tell. */
    static Optional<String> missing(Path path) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer head = read(file, 0, HEAD_BYTES);
            if (head.remaining() < HEAD_BYTES) {
                return Optional.empty();
            }
            String first = latin(head, 0);
            if (first.equals("RIFF") && latin(head, 8).equals("AVI ")) {
                return riff(file);
            }
            if (isBox(latin(head, 4))) {
                return boxes(file);
            }
            return head.getInt(0) == 0x1A45DFA3 ? segment(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isBox(String type) {
        return switch (type) {
            case "ftyp", "moov", "mdat", "free", "skip", "wide", "styp", "moof", "pnot" -> true;
            default -> false;
        };
    }

    private static Optional<String> boxes(FileChannel file) throws IOException {
        long position = 0;
        boolean index = false;
        for (int i = 0; i < BOXES_MAX && position < file.size(); i++) {
            ByteBuffer head = read(file, position, HEAD_BYTES);
            if (head.remaining() < 8) {
                return Optional.of("the file ends inside the head of a box");
            }
            String type = latin(head, 4);
            index |= type.equals("moov");
            long size = boxSize(head, file.size() - position);
            if (size < 8) {
                return Optional.empty();
            }
            if (position + size > file.size()) {
                return Optional.of("the file ends %d bytes before the end of its box '%s'"
                        .formatted(position + size - file.size(), type));
            }
            position += size;
        }
        return index ? Optional.empty() : Optional.of("the index (box 'moov') is missing: the recording was cut off");
    }

    private static long boxSize(ByteBuffer head, long rest) {
        long size = Integer.toUnsignedLong(head.getInt(0));
        if (size == 0) {
            return rest;
        }
        return size == 1 && head.remaining() >= 16 ? head.getLong(8) : size;
    }

    private static Optional<String> riff(FileChannel file) throws IOException {
        long position = 0;
        while (position + 8 <= file.size()) {
            ByteBuffer head = read(file, position, HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (!latin(head, 0).equals("RIFF")) {
                return Optional.empty();
            }
            long end = position + 8 + Integer.toUnsignedLong(head.getInt(4));
            if (end > file.size()) {
                return Optional.of(
                        "the file ends %d bytes before the end of its RIFF chunk".formatted(end - file.size()));
            }
            position = end + (end & 1);
        }
        return Optional.empty();
    }

    private static Optional<String> segment(FileChannel file) throws IOException {
        long header = elementEnd(file, 4);
        ByteBuffer id = read(file, Math.max(0, header), 4);
        if (header < 0 || id.remaining() < 4 || id.getInt(0) != 0x18538067) {
            return Optional.empty();
        }
        long end = elementEnd(file, header + 4);
        return end > file.size()
                ? Optional.of("the file ends %d bytes before the end of its segment".formatted(end - file.size()))
                : Optional.empty();
    }

    /** Where the element ends whose size lies at {@code position}; -1 where the size is unknown or absurd. */
    private static long elementEnd(FileChannel file, long position) throws IOException {
        ByteBuffer bytes = read(file, position, 8);
        if (!bytes.hasRemaining() || bytes.get(0) == 0) {
            return -1;
        }
        int length = Integer.numberOfLeadingZeros(Byte.toUnsignedInt(bytes.get(0))) - 23;
        if (bytes.remaining() < length) {
            return -1;
        }
        long value = Byte.toUnsignedInt(bytes.get(0)) & ((1 << (8 - length)) - 1);
        for (int i = 1; i < length; i++) {
            value = value << 8 | Byte.toUnsignedInt(bytes.get(i));
        }
        boolean unknown = value == (1L << (7 * length)) - 1;
        return unknown ? -1 : position + length + value;
    }

    private static ByteBuffer read(FileChannel file, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
            // Until full, or the file's end.
        }
        return buffer.flip();
    }

    private static String latin(ByteBuffer bytes, int offset) {
        byte[] four = new byte[Math.min(4, Math.max(0, bytes.remaining() - offset))];
        bytes.get(offset, four);
        return new String(four, StandardCharsets.ISO_8859_1);
    }
}
