package io.kinedex.ingest.kinesis.wire;

import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer as blocking streams. Made on the event loop by {@link #attach}; then used by one other thread,
 * which calls {@link #finish} at the end.
 */
public final class HttpExchange {
    private static final long LINGER_MILLIS = 2_000;
    private static final long CUT_MILLIS = 50;

    private final Vertx vertx;
    private final Context eventLoop;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final RequestBody body;
    private final Duration stall;
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile Runnable whenGone = () -> {};
    private volatile @Nullable ResponseBody answer;
    private boolean begun;
    private boolean cutting;
    private int status;

    private HttpExchange(Vertx vertx, HttpServerRequest request, Duration stall, Duration silence) {
        this.vertx = vertx;
        this.eventLoop = vertx.getOrCreateContext();
        this.request = request;
        this.response = request.response();
        this.stall = stall;
        this.body = new RequestBody(eventLoop, request, silence);
    }

    /**
     * Takes a request over. Called on its event loop.
     *
     * @param stall   how long the client may take nothing of the answer
     * @param silence how long it may send nothing of a body that is read as a stream
     */
    public static HttpExchange attach(Vertx vertx, HttpServerRequest request, Duration stall, Duration silence) {
        HttpExchange exchange = new HttpExchange(vertx, request, stall, silence);
        request.exceptionHandler(exchange::left);
        exchange.response.exceptionHandler(exchange::left);
        exchange.response.closeHandler(_ -> exchange.left(new IOException("the connection has ended")));
        return exchange;
    }

    /** The client has gone, or the server closes: ends all that waits. Any thread. */
    public void left(Throwable why) {
        if (gone.compareAndSet(false, true)) {
            IOException failure = new IOException("the client has gone: " + why.getMessage(), why);
            body.fail(failure);
            ResponseBody open = answer;
            if (open != null) {
                open.fail(failure);
            }
            whenGone.run();
        }
    }

    /** Calls this once when the client goes before the end; at once where it has gone. */
    public void whenGone(Runnable action) {
        whenGone = action;
        if (gone.get()) {
            action.run();
        }
    }

    public String method() {
        return request.method().name();
    }

    /** As it was sent, not decoded. */
    public String path() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** As it was sent, without its question mark; empty where there is none. */
    public String query() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /** In origin form. The PutMedia client of SDK v1 sends the absolute form (RFC 9112, section 3.2.2). */
    private String target() {
        String uri = request.uri();
        int scheme = uri.indexOf("://");
        if (uri.startsWith("/") || scheme < 0) {
            return uri;
        }
        int path = uri.indexOf('/', scheme + 3);
        return path < 0 ? "/" : uri.substring(path);
    }

    public Optional<String> header(String name) {
        String value = request.headers().get(name);
        if (value == null && name.equalsIgnoreCase("host")) {
            return Optional.ofNullable(request.authority()).map(Object::toString);
        }
        return Optional.ofNullable(value);
    }

    /** All values of a header in their order. */
    public List<String> headers(String name) {
        return name.equalsIgnoreCase("host")
                ? header(name).stream().toList()
                : request.headers().getAll(name);
    }

    /** The scheme by which the client came, {@code http} or {@code https}. */
    public String scheme() {
        return request.isSSL() ? "https" : "http";
    }

    public RequestBody body() {
        return body;
    }

    /** Whether an answer has begun, so that no other can be given. */
    public boolean begun() {
        return begun;
    }

    /** Whether the client has gone. */
    public boolean gone() {
        return gone.get();
    }

    /** Of the answer that has begun; 0 before. */
    public int status() {
        return status;
    }

    /**
     * The whole answer at once; waits until the client has taken it. Where the method is HEAD its body is left out.
     *
     * @throws IOException where the client has gone
     */
    public void send(int code, Map<String, String> headers, byte[] bytes) throws IOException {
        begin(code, headers);
        response.putHeader("Content-Length", Integer.toString(bytes.length));
        if (method().equals("HEAD") || bytes.length == 0) {
            response.end();
            return;
        }
        try (OutputStream out = open()) {
            out.write(bytes);
        }
    }

    /**
     * An answer whose bytes follow. Its head leaves at once.
     *
     * @param length how many bytes will come; where it is empty, chunks
     */
    public OutputStream stream(int code, Map<String, String> headers, OptionalLong length) throws IOException {
        begin(code, headers);
        if (length.isPresent()) {
            response.putHeader("Content-Length", Long.toString(length.getAsLong()));
        } else if (request.version() != HttpVersion.HTTP_2) {
            response.setChunked(true);
        }
        OutputStream stream = open();
        response.writeHead();
        return stream;
    }

    private OutputStream open() throws IOException {
        ResponseBody stream = new ResponseBody(response, stall, this::end);
        answer = stream;
        if (gone.get()) {
            stream.fail(new IOException("the client has gone"));
        }
        stream.flush();
        return stream;
    }

    /** A refusal while the client has much to send tells it not to use the connection again. */
    private void begin(int code, Map<String, String> headers) {
        if (begun) {
            throw new IllegalStateException("the answer has begun already");
        }
        begun = true;
        status = code;
        response.setStatusCode(code);
        headers.forEach(response::putHeader);
        if (code >= 400 && request.version() != HttpVersion.HTTP_2 && body.muchIsToCome()) {
            response.putHeader("Connection", "close");
        }
    }

    private void end() {
        if (!response.ended() && !gone.get()) {
            response.end();
        }
    }

    /** Cuts the client off: its answer cannot be ended as it should. */
    public void abort() {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(2);
        } else {
            request.connection().close();
        }
    }

    /**
     * Cuts the client off in the midst of the answer, by a reset of the connection where told so. What was written before
     * is given a moment to arrive: a reset overtakes it.
     */
    public void cut(boolean reset) {
        cutting = true;
        vertx.setTimer(
                CUT_MILLIS,
                _ -> eventLoop.runOnContext(_ -> {
                    if (reset
                            && request.version() != HttpVersion.HTTP_2
                            && request.connection() instanceof VertxConnection connection
                            && connection.channel().isOpen()) {
                        connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                    }
                    abort();
                }));
    }

    /** Ends the answer where it is open, and the connection where the client has not sent all of its request. */
    public void finish() throws IOException {
        whenGone = () -> {};
        if (cutting) {
            return;
        }
        ResponseBody open = answer;
        if (open != null) {
            if (open.failed()) {
                abort();
                return;
            }
            open.close();
        }
        if (!gone.get() && !body.arrived()) {
            eventLoop.runOnContext(_ -> linger());
        }
    }

    /** Lets the client read its answer before the connection ends under what it still sends. */
    private void linger() {
        if (request.isEnded()) {
            return;
        }
        request.handler(_ -> {});
        request.resume();
        vertx.setTimer(LINGER_MILLIS, _ -> {
            if (!request.isEnded()) {
                abort();
            }
        });
    }
}
