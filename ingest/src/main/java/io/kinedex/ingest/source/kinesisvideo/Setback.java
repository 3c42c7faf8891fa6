package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.frames.FramesException;
import io.kinedex.frames.InBandErrorException;
import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One attempt that did not come to its end. Immutable.
 *
 * @param message for people: what, which one, what to do
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia, Errors</a>
 */
record Setback(Trouble trouble, String message) {
    private static final Set<String> THROTTLES = Set.of(
            "ClientLimitExceededException",
            "ConnectionLimitExceededException",
            "LimitExceededException",
            "AccountStreamLimitExceededException");
    private static final Set<String> MISUNDERSTANDINGS = Set.of(
            "InvalidArgumentException",
            "ValidationException",
            "SerializationException",
            "UnknownOperationException",
            "NoDataRetentionException",
            "UnsupportedStreamMediaTypeException",
            "InvalidDeviceException");
    private static final Set<String> REFUSALS = Set.of(
            "NotAuthorizedException",
            "AccessDeniedException",
            "AccessDenied",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignatureException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "MissingAuthenticationTokenException",
            "MissingAuthenticationToken",
            "ExpiredTokenException",
            "ExpiredToken",
            "RequestExpired",
            "OptInRequired");

    /** What the failure means. */
    static Setback of(RuntimeException failure) {
        return switch (failure) {
            case InBandErrorException error -> new Setback(inBand(error.errorId()), text(failure));
            case FramesException media -> new Setback(media(media), text(failure));
            case AwsServiceException refusal -> new Setback(service(refusal), said(refusal));
            case SdkException client -> new Setback(client(client), chain(client));
            case IngestException own
            when own.code() == IngestException.Code.DISK -> new Setback(Trouble.DISK, text(failure));
            default -> new Setback(Trouble.UNEXPECTED, failure.toString());
        };
    }

    /** Whether a wait on the network came to its end without a byte. */
    static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static Trouble inBand(int id) {
        if (id == 4000) {
            return Trouble.FRAGMENT_GONE;
        }
        return id >= 4500 && id <= 4506 ? Trouble.KEY_UNUSABLE : Trouble.IN_BAND_ERROR;
    }

    private static Trouble media(FramesException failure) {
        return switch (failure.code()) {
            case TRUNCATED, READ_FAILED, CLOSED -> Trouble.CONNECTION_CUT;
            default -> Trouble.DAMAGED;
        };
    }

    private static Trouble service(AwsServiceException failure) {
        String code = code(failure);
        if (failure.isThrottlingException() || failure.statusCode() == 429 || THROTTLES.contains(code)) {
            return Trouble.THROTTLED;
        }
        if (failure.statusCode() >= 500) {
            return Trouble.SERVICE_ERROR;
        }
        if (code.equals("ResourceNotFoundException") || code.equals("ResourceNotFound")) {
            return Trouble.STREAM_ABSENT;
        }
        if (REFUSALS.contains(code) || failure.statusCode() == 401 || failure.statusCode() == 403) {
            return Trouble.REFUSED;
        }
        // whatever else a server says that is no longer this service's: its endpoint is asked for again
        return MISUNDERSTANDINGS.contains(code) ? Trouble.BAD_REQUEST : Trouble.CONNECT_FAILED;
    }

    /** The name of the error, without what a gateway may have put around it. */
    static String code(AwsServiceException failure) {
        String code = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorCode();
        if (code == null) {
            return "";
        }
        String name = code.substring(code.indexOf('#') + 1);
        return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    }

    private static Trouble client(SdkException failure) {
        String text = chain(failure).toLowerCase(Locale.ROOT);
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return Trouble.CONNECT_FAILED;
            }
        }
        if (text.contains("credentials") || text.contains("profile")) {
            return Trouble.REFUSED;
        }
        return text.contains("region") ? Trouble.BAD_REQUEST : Trouble.CONNECT_FAILED;
    }

    private static String said(AwsServiceException failure) {
        String message = failure.awsErrorDetails() == null
                ? String.valueOf(failure.getMessage())
                : String.valueOf(failure.awsErrorDetails().errorMessage());
        return "the service answers %d %s%s"
                .formatted(failure.statusCode(), code(failure), message.equals("null") ? "" : ": " + message);
    }

    private static String text(RuntimeException failure) {
        return String.valueOf(failure.getMessage());
    }

    /** The message with that of its first cause, which tells what the SDK only hints at. */
    private static String chain(SdkException failure) {
        Throwable cause = failure.getCause();
        String message = String.valueOf(failure.getMessage());
        return cause == null || message.contains(String.valueOf(cause.getMessage()))
                ? message
                : "%s: %s".formatted(message, cause.getMessage());
    }
}
