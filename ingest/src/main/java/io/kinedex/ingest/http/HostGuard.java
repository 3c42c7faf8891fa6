package io.kinedex.ingest.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other people's web pages away from a node that has no password: by name (a page whose host name was pointed at
 * this address), by method (a form or script of another site that changes something), and with the headers that
 * browsers heed. Event loop only.
 */
final class HostGuard implements Handler<RoutingContext> {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

    private final boolean onLoopback;
    private final List<String> hosts;
    private final List<String> origins;

    HostGuard(HttpOptions options) {
        this.onLoopback = isLoopback(options.host());
        this.hosts = options.hosts().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        this.origins = options.corsOrigins();
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Referrer-Policy", "no-referrer");
        response.putHeader("Content-Security-Policy", POLICY);
        requireOwnName(request);
        String origin = request.getHeader("Origin");
        boolean welcome = origin != null && origins.contains(origin);
        if (!welcome) {
            response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
            requireOwnPage(request, origin);
            context.next();
        } else if (request.method().equals(HttpMethod.OPTIONS)
                && request.getHeader("Access-Control-Request-Method") != null) {
            allow(response, origin);
            response.setStatusCode(204).end();
        } else {
            allow(response, origin);
            context.next();
        }
    }

    private void requireOwnName(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (!onLoopback || authority == null) {
            return;
        }
        String name = authority.host().toLowerCase(Locale.ROOT);
        if (!isLoopback(name) && !isAddress(name) && !hosts.contains(name)) {
            throw new HttpException(
                    421,
                    "this node listens on a loopback address and does not go by the name '%s'; list it in http.hosts if it should"
                            .formatted(name));
        }
    }

    private static void requireOwnPage(HttpServerRequest request, @Nullable String origin) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreign = site == null
                ? origin != null && !isOwn(origin, request)
                : !site.equals("same-origin") && !site.equals("none");
        if (foreign && !READING.contains(request.method())) {
            throw new HttpException(
                    403, "a page of another origin may not do this; list its origin in http.cors-origins if it should");
        }
    }

    private static boolean isOwn(String origin, HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority != null && origin.equals(request.scheme() + "://" + request.getHeader("Host"));
    }

    private static void allow(HttpServerResponse response, String origin) {
        response.putHeader("Access-Control-Allow-Origin", origin);
        response.putHeader("Vary", "Origin");
        response.putHeader("Access-Control-Allow-Methods", "GET, HEAD, PUT, POST, PATCH, DELETE");
        response.putHeader(
                "Access-Control-Allow-Headers", "Content-Type, Upload-Offset, Upload-Complete, Last-Event-ID, Range");
        response.putHeader(
                "Access-Control-Expose-Headers", "Location, Upload-Offset, Upload-Length, Upload-Complete, ETag");
        response.putHeader("Access-Control-Max-Age", "600");
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127\\.[0-9.]+")
                || host.equals("::1")
                || host.equals("[::1]");
    }

    private static boolean isAddress(String host) {
        return host.matches("[0-9.]+") || host.contains(":");
    }
}
