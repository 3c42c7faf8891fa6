package io.kinedex.frames;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads fragments from a Matroska or WebM stream: a GetMedia answer, a recording of one, a PutMedia body, or a plain
 * file that is cut into clusters. One reader is for one thread at a time, virtual or not; interrupting it ends the wait
 * as far as the stream allows.
 *
 * <p>It reads bytes as they come, or bytes that are there: in a buffer ({@link #of}) or in a mapped file ({@link #map}).
 * Of the latter it touches only the heads of elements and blocks, tags and the like, and what has a CRC-32; nothing is
 * copied, and a fragment's bytes are a read-only slice of what was given. Rules, errors and limits are the same.
 *
 * <p>Holds at most one fragment, bounded by {@link FragmentLimits}, and gives it as soon as its last byte is in:
 *
 * <ul>
 *   <li>A fragment that begins with an {@code AWS_KINESISVIDEO_FRAGMENT_NUMBER} tag ends after the tags with its
 *       continuation token; without one, where its segment ends or the next numbered fragment, segment or document
 *       begins. A segment of known size therefore ends its fragment without waiting for what follows.
 *   <li>Without such a tag every cluster is a fragment, numbered by counting on. It ends with the cluster's last byte;
 *       a cluster of unknown size ends where an element begins that cannot be in it, and takes the tags after it along.
 *   <li>Tags with a number and no cluster are an empty fragment.
 * </ul>
 *
 * <p>A fragment's bytes are those that came wherever they are a document of their own. Later clusters of a segment get
 * the EBML header, Info, Tracks and leading tags of the first before them, in a segment of unknown size. Attachments and
 * side elements over 1 MiB are left out. Fragments that are no such stretch of the stream are copies wherever it lies.
 *
 * <p>Times: {@code AWS_KINESISVIDEO_PRODUCER_TIMESTAMP}, else the cluster's timestamp after the segment's date, or after
 * 1970 where it has no date or the timestamp is past thirty years.
 *
 * <p>Errors: after {@link FramesException.Code#CHECKSUM} and {@link InBandErrorException} the reader goes on with the
 * fragment that follows. Any other {@link FramesException} is final: the next call throws it again.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9559">RFC 9559, Matroska</a>
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/how-data.html">Kinesis Video data model</a>
 */
public final class FragmentReader implements AutoCloseable {
    private final InputWindow window;
    private final FragmentAssembler assembler;
    private @Nullable FramesException failure;
    private boolean ended;

    /** Reads with unnumbered fragments counted from {@link FragmentNumber#ONE}. */
    public FragmentReader(InputStream in, FragmentLimits limits) {
        this(in, limits, FragmentNumber.ONE);
    }

    /** Reads with unnumbered fragments counted from {@code firstNumber}. The stream needs no buffer of its own. */
    public FragmentReader(InputStream in, FragmentLimits limits, FragmentNumber firstNumber) {
        this(new StreamWindow(in), limits, firstNumber);
    }

    FragmentReader(InputWindow window, FragmentLimits limits, FragmentNumber firstNumber) {
        this.window = window;
        this.assembler = new FragmentAssembler(window, limits, firstNumber);
    }

    /** Reads a recording that is in memory, with unnumbered fragments counted from {@link FragmentNumber#ONE}. */
    public static FragmentReader of(ByteBuffer recording, FragmentLimits limits) {
        return of(recording, limits, FragmentNumber.ONE);
    }

    /**
     * Reads a recording that is in memory, from the buffer's position to its limit. Fragments are slices of it and keep
     * it: it must not change any more.
     */
    public static FragmentReader of(ByteBuffer recording, FragmentLimits limits, FragmentNumber firstNumber) {
        return new FragmentReader(new MemoryWindow(MemorySegment.ofBuffer(recording)), limits, firstNumber);
    }

    /**
     * Reads a file by mapping it, whatever its size, with unnumbered fragments counted from {@link FragmentNumber#ONE}.
     * Bytes are read from the disk when a fragment's user first touches them, which a virtual thread does at the cost
     * of its carrier's time.
     *
     * <p>For files that nobody shortens or changes as long as fragments are in use: a read past a new end is an {@link
     * InternalError} at best, and ends the process where native code does it. A file that may be written is for {@link
     * #FragmentReader(InputStream, FragmentLimits)}.
     *
     * @param arena how long the mapping lasts, and with it the fragments, whether or not the reader is closed: {@link
     *     Arena#ofAuto()} as long as they are in use; {@link Arena#ofShared()} until it is closed, after which their
     *     bytes throw {@link IllegalStateException}. A deleted file takes its place on the disk until then.
     * @throws FramesException with READ_FAILED where the file cannot be opened or mapped
     */
    public static FragmentReader map(Path file, FragmentLimits limits, Arena arena) {
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new FragmentReader(new MemoryWindow(bytes), limits, FragmentNumber.ONE);
        } catch (IOException e) {
            throw new FramesException(
                    FramesException.Code.READ_FAILED, "%s cannot be mapped: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The next fragment, as soon as its last byte is in; empty at the clean end of the stream. */
    public Optional<Fragment> next() {
        if (failure != null) {
            throw failure;
        }
        if (ended) {
            return Optional.empty();
        }
        try {
            Optional<Fragment> fragment = assembler.next();
            ended = fragment.isEmpty();
            return fragment;
        } catch (FramesException e) {
            failure = isPassing(e) ? null : e;
            throw e;
        }
    }

    /** Whether another call of {@link #next} may give a fragment. */
    public boolean canGoOn() {
        return failure == null && !ended;
    }

    /** How many bytes of the stream lie before the end of the last fragment. */
    public long position() {
        return assembler.position();
    }

    /** The lag that the stream reported last, also where no fragment came with it. */
    public OptionalLong millisBehindNow() {
        return assembler.millisBehindNow();
    }

    /** The fragment that is being read, or in which reading failed, where its number has come already. */
    public Optional<FragmentNumber> reading() {
        return assembler.reading();
    }

    /** Closes the stream. Memory that was given, and a mapping's arena, are the caller's. */
    @Override
    public void close() {
        window.close();
    }

    private static boolean isPassing(FramesException e) {
        return switch (e.code()) {
            case CHECKSUM, IN_BAND_ERROR -> true;
            default -> false;
        };
    }
}
