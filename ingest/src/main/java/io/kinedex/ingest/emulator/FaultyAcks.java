package io.kinedex.ingest.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.ingest.emulator.Ending.How;
import io.kinedex.ingest.emulator.FaultEffect.AckType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The acks of PutMedia, one line each, and what faults make of them. For one thread. */
final class FaultyAcks extends OutputStream {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINE_BYTES_MAX = 64 << 10;

    private final OutputStream out;
    private final Faults.Call call;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Map<AckType, Long> counts = new EnumMap<>(AckType.class);

    FaultyAcks(OutputStream out, Faults.Call call) {
        this.out = out;
        this.call = call;
    }

    @Override
    public void write(int each) throws IOException {
        line.write(each);
        if (each == '\n' || line.size() > LINE_BYTES_MAX) {
            byte[] whole = line.toByteArray();
            line.reset();
            send(whole);
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            write(bytes[i]);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        send(line.toByteArray());
        line.reset();
        out.close();
    }

    private void send(byte[] ack) throws IOException {
        Optional<ObjectNode> parsed = parse(ack);
        Optional<AckType> type = parsed.flatMap(FaultyAcks::type);
        if (parsed.isEmpty() || type.isEmpty()) {
            out.write(ack);
            return;
        }
        boolean lost = false;
        List<FaultEffect.AckCut> cuts = new ArrayList<>();
        for (FaultEffect effect : call.ack(counts.merge(type.get(), 1L, Long::sum), type.get())) {
            if (effect instanceof FaultEffect.AckDelay delay) {
                FaultyBytes.sleep(delay.time());
            } else if (effect instanceof FaultEffect.AckError error) {
                throw error(parsed.get(), error.id());
            } else if (effect instanceof FaultEffect.AckCut cut) {
                cuts.add(cut);
            } else {
                lost = true;
            }
        }
        if (!lost) {
            out.write(ack);
        }
        if (!cuts.isEmpty()) {
            out.flush();
            throw Ending.cut(cuts.getFirst().reset());
        }
    }

    private Ending error(ObjectNode ack, int id) throws IOException {
        ack.put("EventType", "ERROR");
        ack.put("ErrorId", id);
        ack.put("ErrorCode", ErrorIds.ACKS.getOrDefault(id, "ERROR"));
        out.write(JSON.writeValueAsBytes(ack));
        out.write('\n');
        out.flush();
        return new Ending(How.IN_ORDER);
    }

    private static Optional<ObjectNode> parse(byte[] ack) throws IOException {
        try {
            return JSON.readTree(ack) instanceof ObjectNode node ? Optional.of(node) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static Optional<AckType> type(JsonNode ack) {
        for (AckType type : AckType.values()) {
            if (type.name().equals(ack.path("EventType").asText())) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
