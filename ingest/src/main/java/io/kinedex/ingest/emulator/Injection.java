package io.kinedex.ingest.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.frames.FragmentNumber;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fault that has struck. Immutable.
 *
 * @param sequence  from 1, without gaps
 * @param fault     its name
 * @param kind      what it is called in scripts
 * @param operation of the call; {@code feed} where there is none
 * @param call      of the calls that concern the fault, from 1; 0 where it is no call
 * @param fragment  its place in the answer or the stream, from 1; 0 where there is none
 * @param fragmentNumber its number; null where there is none
 */
public record Injection(
        long sequence,
        Instant at,
        String fault,
        String kind,
        String operation,
        String stream,
        long call,
        long fragment,
        @Nullable FragmentNumber fragmentNumber) {
    /** As one line of the log has it. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sequence", sequence);
        json.put("at", at.toString());
        json.put("fault", fault);
        json.put("kind", kind);
        json.put("operation", operation);
        json.put("stream", stream);
        json.put("call", call);
        json.put("fragment", fragment);
        number().ifPresent(number -> json.put("fragment-number", number.toString()));
        return json;
    }

    /** The fragment's number where the fault struck at one. */
    public Optional<FragmentNumber> number() {
        return Optional.ofNullable(fragmentNumber);
    }
}
