package io.kinedex.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kinedex.frames.FramesException;
import io.kinedex.ingest.IngestException;
import io.kinedex.metadata.MetadataException;
import io.kinedex.metadata.query.QuerySyntaxException;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.ValidatorException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A problem document (RFC 9457). Immutable; any thread.
 *
 * @param type     a URN that names the kind of problem
 * @param title    the kind of problem for people
 * @param status   the HTTP status
 * @param detail   what went wrong this time, and what to do
 * @param position of a query's syntax error: characters before it
 * @param expected of a query's syntax error: what would have been right there
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(
        String type, String title, int status, String detail, Optional<Integer> position, Optional<String> expected) {
    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
    private static final long RETRY_SECONDS = 2;

    static Problem of(int status, String kind, String title, String detail) {
        return new Problem("urn:kinedex:problem:" + kind, title, status, detail, Optional.empty(), Optional.empty());
    }

    /** What a failure is to the client. What is no failure of the request is logged. */
    static Problem of(Throwable failure) {
        return switch (failure) {
            case QuerySyntaxException e -> syntax(e);
            case IngestException e -> of(e);
            case MetadataException e -> of(e);
            case FramesException e -> of(422, "bad-media", "The media cannot be read", text(e));
            case HttpException e -> of(e);
            case ValidatorException e -> ofStatus(400, Validation.text(e));
            case SocketException _ -> ofStatus(400, "the connection was cut");
            case IOException e -> disk(e);
            default -> bug(failure);
        };
    }

    /** The answer to what no handler looked at, by its status alone. */
    static Problem ofStatus(int status, String detail) {
        return switch (status) {
            case 400 -> of(400, "bad-request", "The request is not what it must be", detail);
            case 403 -> of(403, "forbidden", "This is not allowed", detail);
            case 404 -> of(404, "not-found", "There is no such thing", detail);
            case 405 -> of(405, "method-not-allowed", "The method is not for this address", detail);
            case 406 -> of(406, "not-acceptable", "The answer would be of another media type", detail);
            case 413 -> of(413, "too-large", "This is more than allowed", detail);
            case 415 -> of(415, "unsupported-media-type", "The body is of another media type", detail);
            case 416 -> of(416, "bad-range", "The range is not in the file", detail);
            case 421 -> of(421, "misdirected", "The node does not go by this name", detail);
            case 503 -> of(503, "unavailable", "The node cannot do this now", detail);
            default -> of(status, "http-" + status, "The request failed", detail);
        };
    }

    Reply reply() {
        Reply reply = Reply.of(status, "application/problem+json", Reply.jsonBytes(this))
                .with("Cache-Control", "no-store");
        return status == 503 ? reply.with("Retry-After", Long.toString(RETRY_SECONDS)) : reply;
    }

    private static Problem syntax(QuerySyntaxException e) {
        return new Problem(
                "urn:kinedex:problem:query-syntax",
                "The query cannot be understood",
                400,
                text(e),
                Optional.of(e.offset()),
                Optional.of(e.expected()));
    }

    private static Problem of(IngestException e) {
        return switch (e.code()) {
            case BAD_REQUEST -> ofStatus(400, text(e));
            case NOT_FOUND -> ofStatus(404, text(e));
            case CONFLICT -> of(409, "conflict", "The state of it does not allow this", text(e));
            case TOO_LARGE -> ofStatus(413, text(e));
            case BAD_MEDIA -> of(422, "bad-media", "The media cannot be read", text(e));
            case BAD_CONFIGURATION -> of(500, "bad-configuration", "The node is configured wrongly", text(e));
            case DISK -> of(507, "disk", "The disk is full or does not answer", text(e));
            case UNAVAILABLE -> ofStatus(503, text(e));
        };
    }

    private static Problem of(MetadataException e) {
        return switch (e.code()) {
            case BAD_QUERY -> of(400, "query-syntax", "The query cannot be understood", text(e));
            case DISK -> of(507, "disk", "The disk is full or does not answer", text(e));
            case CLOSED, IN_USE, UNDELIVERED -> ofStatus(503, text(e));
            case BAD_RECORD, CORRUPT -> bug(e);
        };
    }

    private static Problem of(HttpException e) {
        if (e.getCause() instanceof ValidatorException cause) {
            return of(cause);
        }
        String said = e.getPayload() == null ? e.getMessage() : e.getPayload();
        return ofStatus(e.getStatusCode(), said == null ? "" : said);
    }

    private static Problem disk(IOException e) {
        LOG.warn("a file could not be read or written", e);
        return of(507, "disk", "The disk is full or does not answer", text(e));
    }

    private static Problem bug(Throwable failure) {
        LOG.error("a request failed", failure);
        return of(500, "internal", "The node failed", "this is a fault of the node; its log tells more");
    }

    private static String text(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName().toLowerCase(Locale.ROOT) : message;
    }
}
