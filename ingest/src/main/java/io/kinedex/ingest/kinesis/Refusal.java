package io.kinedex.ingest.kinesis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.kinesis.wire.Encoding;
import io.kinedex.ingest.kinesis.wire.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Refuses a request as AWS does. Stateless. */
final class Refusal {
    private static final int TOO_LARGE = 413;

    private Refusal() {}

    /** Answers with the error, in the shape of the service: by header for Kinesis Video, in the document for Data Streams. */
    static void send(HttpExchange http, Encoding encoding, AwsException error, Map<String, String> common)
            throws IOException {
        Map<String, String> headers = new HashMap<>(common);
        headers.put("Content-Type", encoding.contentType());
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        if (encoding == Encoding.REST_JSON) {
            headers.put("x-amzn-ErrorType", error.error());
            document.put("Message", error.getMessage());
        } else {
            document.put("__type", error.error());
            document.put("message", error.getMessage());
        }
        http.send(status(encoding, error.status()), headers, encoding.write(document));
    }

    /** Services whose documents name the error answer every fault of the client with 400. */
    private static int status(Encoding encoding, int status) {
        boolean client = status >= 400 && status < 500 && status != TOO_LARGE;
        return client && encoding != Encoding.REST_JSON ? 400 : status;
    }
}
