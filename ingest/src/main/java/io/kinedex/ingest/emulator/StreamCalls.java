package io.kinedex.ingest.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes, lists and removes streams as a client would, without the wire between. Any thread may call any method. */
final class StreamCalls {
    private static final int HOURS_KEPT = 24 * 7;

    private final Map<String, Operation> operations;

    /** @param operations by name; at least CreateStream, DescribeStream, DeleteStream and ListStreams */
    StreamCalls(Map<String, Operation> operations) {
        this.operations = Map.copyOf(operations);
    }

    /** The stream that a call is about; empty where it is about none. */
    static String streamOf(Exchange exchange) {
        JsonNode input = exchange.input();
        Optional<String> name = Optional.ofNullable(input.get("StreamName"))
                .map(JsonNode::asText)
                .or(() -> exchange.header("x-amzn-stream-name"));
        Optional<String> arn = Optional.ofNullable(input.get("StreamARN"))
                .map(JsonNode::asText)
                .or(() -> exchange.header("x-amzn-stream-arn"));
        return name.or(() -> arn.map(StreamCalls::nameOf)).orElse("");
    }

    /** Of {@code arn:aws:kinesisvideo:REGION:ACCOUNT:stream/NAME/CREATED}. */
    private static String nameOf(String arn) {
        String[] parts = arn.split("/", -1);
        return parts.length > 1 ? parts[1] : "";
    }

    /** Makes the stream where it is not there, as if it were then. */
    void create(String stream, Instant created) throws InterruptedException {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("StreamName", stream);
        input.put("DataRetentionInHours", HOURS_KEPT);
        try {
            ScopedValue.where(CreationClock.AT, created).call(() -> call("CreateStream", input));
        } catch (AwsException e) {
            if (!e.error().equals("ResourceInUseException")) {
                throw e;
            }
        }
    }

    /** Removes the stream where it is there. */
    void delete(String stream) throws InterruptedException {
        try {
            JsonNode arn =
                    call("DescribeStream", named(stream)).path("StreamInfo").path("StreamARN");
            ObjectNode input = JsonNodeFactory.instance.objectNode();
            input.set("StreamARN", arn);
            call("DeleteStream", input);
        } catch (AwsException e) {
            if (!e.error().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }

    /** The names of all streams. */
    List<String> list() throws InterruptedException {
        List<String> names = new ArrayList<>();
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        while (true) {
            JsonNode page = call("ListStreams", input);
            page.path("StreamInfoList")
                    .forEach(one -> names.add(one.path("StreamName").asText()));
            if (page.path("NextToken").asText().isEmpty()) {
                return names;
            }
            input.set("NextToken", page.get("NextToken"));
        }
    }

    private static ObjectNode named(String stream) {
        return JsonNodeFactory.instance.objectNode().put("StreamName", stream);
    }

    private JsonNode call(String name, ObjectNode input) throws InterruptedException {
        Operation operation = operations.get(name);
        if (operation == null) {
            throw new IllegalStateException("the endpoint has no operation " + name);
        }
        Inside exchange = new Inside(name, input);
        try {
            operation.answer(exchange);
        } catch (IOException e) {
            throw new IngestException(
                    IngestException.Code.DISK, "%s of %s: %s".formatted(name, input, e.getMessage()), e);
        }
        return exchange.output;
    }

    /** A call from inside. */
    private static final class Inside implements Exchange {
        private final String operation;
        private final ObjectNode input;
        private ObjectNode output = JsonNodeFactory.instance.objectNode();

        Inside(String operation, ObjectNode input) {
            this.operation = operation;
            this.input = input;
        }

        @Override
        public String operation() {
            return operation;
        }

        @Override
        public ObjectNode input() {
            return input;
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public String endpoint() {
            return "http://localhost";
        }

        @Override
        public void requireAllowed(String arn) {
            // the emulator itself may do everything
        }

        @Override
        public void reply(ObjectNode answer) {
            output = answer;
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream stream(String contentType, Map<String, String> headers) {
            return OutputStream.nullOutputStream();
        }
    }
}
