package io.kinedex.frames;

import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The places from which a reader takes its bytes; what it gives must not depend on them. */
enum ReadFrom {
    STREAM {
        @Override
        FragmentReader open(byte[] recording, FragmentLimits limits, FragmentNumber first) {
            return new FragmentReader(new ByteArrayInputStream(recording), limits, first);
        }
    },
    /** The middle of an array. */
    ARRAY {
        @Override
        FragmentReader open(byte[] recording, FragmentLimits limits, FragmentNumber first) {
            byte[] padded = EbmlWriter.join(new byte[] {0x1A, 0x45, 0x55}, recording, new byte[9]);
            return FragmentReader.of(ByteBuffer.wrap(padded, 3, recording.length), limits, first);
        }
    },
    /** Memory outside the heap, as a mapped file is, of which no more can be seen at once than a fragment may have. */
    MEMORY {
        @Override
        FragmentReader open(byte[] recording, FragmentLimits limits, FragmentNumber first) {
            ByteBuffer direct = ByteBuffer.allocateDirect(recording.length).put(recording);
            MemorySegment bytes = MemorySegment.ofBuffer(direct.flip().asReadOnlyBuffer());
            return new FragmentReader(new MemoryWindow(bytes, (int) limits.bytesMax() + 32), limits, first);
        }
    };

    abstract FragmentReader open(byte[] recording, FragmentLimits limits, FragmentNumber first);

    FragmentReader open(byte[] recording, FragmentLimits limits) {
        return open(recording, limits, FragmentNumber.ONE);
    }

    List<Fragment> readAll(byte[] recording) {
        return readAll(recording, FragmentLimits.DEFAULTS);
    }

    List<Fragment> readAll(byte[] recording, FragmentLimits limits) {
        try (FragmentReader reader = open(recording, limits)) {
            return readAll(reader);
        }
    }

    static List<Fragment> readAll(FragmentReader reader) {
        List<Fragment> result = new ArrayList<>();
        for (Optional<Fragment> next = reader.next(); next.isPresent(); next = reader.next()) {
            result.add(next.get());
        }
        return result;
    }
}
