package io.kinedex.ingest.kinesis;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.Operations.Named;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.wire.Encoding;
import io.kinedex.ingest.kinesis.wire.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A call whose caller is known. */
final class AwsExchange implements Exchange {
    private final HttpExchange http;
    private final Named named;
    private final Caller caller;
    private final Encoding encoding;
    private final ObjectNode input;
    private final String endpoint;
    private final Map<String, String> headers;
    private final Thread thread = Thread.currentThread();

    /**
     * Who calls.
     *
     * @param key     with which the request is signed
     * @param account of the node
     */
    record Caller(AccessKey key, String account) {
        String arn() {
            return "arn:aws:iam::%s:user/%s".formatted(account, key.name());
        }

        AwsException denied(String action, String resource) {
            return new AwsException(
                    403,
                    "AccessDeniedException",
                    "User: %s is not authorized to perform: %s on resource: %s".formatted(arn(), action, resource));
        }
    }

    AwsExchange(
            HttpExchange http,
            Named named,
            Caller caller,
            Encoding encoding,
            ObjectNode input,
            String endpoint,
            Map<String, String> headers) {
        this.http = http;
        this.named = named;
        this.caller = caller;
        this.encoding = encoding;
        this.input = input;
        this.endpoint = endpoint;
        this.headers = headers;
    }

    @Override
    public String operation() {
        return named.name();
    }

    @Override
    public ObjectNode input() {
        return input;
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
    public void requireAllowed(String arn) {
        String action = named.service() + ":" + named.name();
        if (!caller.key().allows(action, arn)) {
            throw caller.denied(action, arn);
        }
    }

    @Override
    public void reply(ObjectNode output) throws IOException {
        http.send(200, with("Content-Type", encoding.contentType(), Map.of()), encoding.write(output));
    }

    @Override
    public void reply(Writing output) throws IOException {
        try (GrowingAnswer answer = new GrowingAnswer(http, with("Content-Type", encoding.contentType(), Map.of()))) {
            try (JsonGenerator generator = encoding.generator(answer)) {
                output.to(generator);
            } catch (IOException | RuntimeException e) {
                answer.abandon();
                throw e;
            }
        }
    }

    @Override
    public Events events() throws IOException {
        return new EventWriter(stream(EventWriter.CONTENT_TYPE, Map.of()), encoding);
    }

    @Override
    public InputStream body() {
        if (!named.takesStream()) {
            throw new IllegalStateException(named.name() + " takes a document");
        }
        return http.body();
    }

    @Override
    public OutputStream stream(String contentType, Map<String, String> more) throws IOException {
        OutputStream stream = http.stream(200, with("Content-Type", contentType, more), OptionalLong.empty());
        if (!named.takesStream()) {
            http.whenGone(thread::interrupt);
        }
        return stream;
    }

    @Override
    public void cut(boolean reset) {
        http.cut(reset);
    }

    private Map<String, String> with(String name, String value, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        all.put(name, value);
        return all;
    }
}
