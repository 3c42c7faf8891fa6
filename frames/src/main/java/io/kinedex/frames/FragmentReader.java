package io.kinedex.frames;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads fragments from a Matroska or WebM stream: a GetMedia answer, a recording of one, a PutMedia body, or a plain
 * file that is cut into clusters. One reader is for one thread at a time, virtual or not; interrupting it ends the wait
 * as far as the stream allows.
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
 * side elements over 1 MiB are left out.
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
    private final InputStream in;
    private final FragmentAssembler assembler;
    private @Nullable FramesException failure;
    private boolean ended;

    /** Reads with unnumbered fragments counted from {@link FragmentNumber#ONE}. */
    public FragmentReader(InputStream in, FragmentLimits limits) {
        this(in, limits, FragmentNumber.ONE);
    }

    /** Reads with unnumbered fragments counted from {@code firstNumber}. The stream needs no buffer of its own. */
    public FragmentReader(InputStream in, FragmentLimits limits, FragmentNumber firstNumber) {
        this.in = in;
        this.assembler = new FragmentAssembler(in, limits, firstNumber);
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

    /** Closes the stream. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new FramesException(FramesException.Code.READ_FAILED, "closing the stream failed", e);
        }
    }

    private static boolean isPassing(FramesException e) {
        return switch (e.code()) {
            case CHECKSUM, IN_BAND_ERROR -> true;
            default -> false;
        };
    }
}
