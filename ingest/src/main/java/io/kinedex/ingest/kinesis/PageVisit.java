package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.kinesis.wire.HttpExchange;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visit of a page by HTTP: methods, ranges and what lets other origins read it. */
final class PageVisit implements Page.Visit {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");
    /** Lets any origin read an answer. */
    static final Map<String, String> CORS = Map.of(
            "Access-Control-Allow-Origin", "*",
            "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Headers", "Range, *",
            "Access-Control-Expose-Headers", "Content-Length, Content-Range, x-amzn-RequestId, x-amzn-ErrorType",
            "Access-Control-Max-Age", "3600");

    private final HttpExchange http;
    private final String path;
    private final String endpoint;
    private final Map<String, String> headers;
    private final Map<String, List<String>> parameters;

    private PageVisit(HttpExchange http, String path, String endpoint, Map<String, String> headers) {
        this.http = http;
        this.path = path;
        this.endpoint = endpoint;
        this.headers = headers;
        this.parameters = new QueryStringDecoder(http.query(), false).parameters();
    }

    /** @param common headers of every answer, {@link #CORS} among them */
    static void answer(HttpExchange http, Map.Entry<String, Page> page, String endpoint, Map<String, String> common)
            throws IOException, InterruptedException {
        switch (http.method()) {
            case "OPTIONS" -> http.send(204, common, new byte[0]);
            case "GET", "HEAD" -> {
                String rest = http.path().substring(page.getKey().length());
                page.getValue().answer(new PageVisit(http, rest, endpoint, new HashMap<>(common)));
            }
            default -> throw new AwsException(405, "MethodNotAllowedException", "only GET and HEAD can be done here");
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Optional<String> parameter(String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    @Override
    public Optional<String> header(String name) {
        return http.header(name);
    }

    @Override
    public String endpoint() {
        return endpoint;
    }

    @Override
    public void reply(String contentType, byte[] bytes) throws IOException {
        try {
            reply(contentType, bytes.length, (out, offset, length) -> out.write(bytes, (int) offset, (int) length));
        } catch (InterruptedException e) {
            throw new IllegalStateException("bytes in memory do not wait", e);
        }
    }

    @Override
    public void reply(String contentType, long length, Page.Source source) throws IOException, InterruptedException {
        headers.put("Content-Type", contentType);
        headers.put("Accept-Ranges", "bytes");
        Matcher range = RANGE.matcher(http.header("Range").orElse(""));
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty() || length == 0) {
            send(200, 0, length, source);
            return;
        }
        long from;
        long last = length - 1;
        if (range.group(1).isEmpty()) {
            from = Math.max(0, length - Long.parseLong(range.group(2)));
        } else {
            from = Long.parseLong(range.group(1));
            last = range.group(2).isEmpty() ? last : Math.min(last, Long.parseLong(range.group(2)));
        }
        if (from > last) {
            headers.put("Content-Range", "bytes */" + length);
            http.send(416, headers, new byte[0]);
            return;
        }
        headers.put("Content-Range", "bytes %d-%d/%d".formatted(from, last, length));
        send(206, from, last - from + 1, source);
    }

    private void send(int status, long offset, long length, Page.Source source)
            throws IOException, InterruptedException {
        try (OutputStream out = http.stream(status, headers, OptionalLong.of(length))) {
            if (!http.method().equals("HEAD")) {
                source.write(out, offset, length);
            }
        }
    }
}
