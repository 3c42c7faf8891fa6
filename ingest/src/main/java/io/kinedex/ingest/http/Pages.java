package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The search page and its parts, from the class path, in memory. Immutable; any thread. */
final class Pages {
    /** Everything from this node, nothing from anywhere else. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Reply> files;

    private Pages(Map<String, Reply> files) {
        this.files = files;
    }

    static Pages load(String... names) {
        return new Pages(Stream.of(names).collect(Collectors.toUnmodifiableMap(name -> name, Pages::file)));
    }

    Reply index(Call call) {
        return file(call, "index.html");
    }

    Reply asset(Call call) {
        return file(call, call.path("asset"));
    }

    private Reply file(Call call, String name) {
        Reply file = files.get(name);
        if (file == null) {
            throw new IngestException(IngestException.Code.NOT_FOUND, "the page has no part '%s'".formatted(name));
        }
        String tag = file.headers().get("ETag");
        boolean same = tag != null && tag.equals(call.context().request().getHeader(HttpHeaders.IF_NONE_MATCH));
        return same ? new Reply(304, file.headers(), Buffer.buffer()) : file;
    }

    private static Reply file(String name) {
        byte[] bytes = ApiContract.ClassPath.bytes(Pages.class, "page/" + name);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return Reply.of(200, MEDIA_TYPES.getOrDefault(ending, "application/octet-stream"), bytes)
                .with("ETag", "\"" + digest(bytes) + "\"")
                .with("Cache-Control", "no-cache")
                .with("Content-Security-Policy", POLICY);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
