package io.kinedex.frames;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error that Kinesis Video reported inside the stream, by Matroska tags on an answer whose status was 200.
 *
 * <p>The ids of GetMedia are 3002, 4000, 4500 to 4506 and 5000. The fragment that was open when the error came is not
 * given out; the reader can go on.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia</a>
 */
public final class InBandErrorException extends FramesException {
    private static final long serialVersionUID = 1L;

    private final int errorId;
    private final String errorCode;
    private final transient @Nullable FragmentNumber fragmentNumber;

    InBandErrorException(int errorId, String errorCode, @Nullable FragmentNumber fragmentNumber) {
        super(
                Code.IN_BAND_ERROR,
                "the stream reports error %d (%s)%s"
                        .formatted(
                                errorId,
                                errorCode.isEmpty() ? "no error code" : errorCode,
                                fragmentNumber == null ? "" : " at fragment " + fragmentNumber));
        this.errorId = errorId;
        this.errorCode = errorCode;
        this.fragmentNumber = fragmentNumber;
    }

    /** The number of the error, such as 4506; 0 where the stream gave none. */
    public int errorId() {
        return errorId;
    }

    /** The name or message that came with the number; may be empty. */
    public String errorCode() {
        return errorCode;
    }

    /** The fragment that the error speaks of, where it names one. */
    public Optional<FragmentNumber> fragmentNumber() {
        return Optional.ofNullable(fragmentNumber);
    }
}
