package io.kinedex.ingest.kinesis.video;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinedex.frames.FragmentNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a PutMedia session's acknowledgements, one JSON object a line. Any thread. */
final class AckWriter {
    private final OutputStream out;
    private final VideoMetrics metrics;
    private boolean gone;

    AckWriter(OutputStream out, VideoMetrics metrics) {
        this.out = out;
        this.metrics = metrics;
    }

    /** The fragment that an acknowledgement speaks of, with its timecode as the producer sent it. */
    record Subject(FragmentNumber number, long timecodeMillis) {}

    void buffering(Subject subject) {
        write("BUFFERING", event("BUFFERING", subject));
    }

    void received(Subject subject) {
        write("RECEIVED", event("RECEIVED", subject));
    }

    void persisted(Subject subject) {
        write("PERSISTED", event("PERSISTED", subject));
    }

    /** The connection lives, and nothing comes. */
    void idle() {
        write("IDLE", JsonNodeFactory.instance.objectNode().put("EventType", "IDLE"));
    }

    void error(AckError error, Subject subject) {
        metrics.error(error);
        write("ERROR", event("ERROR", subject).put("ErrorId", error.id()).put("ErrorCode", error.name()));
    }

    /** Of the session and no fragment of it. */
    void error(AckError error) {
        metrics.error(error);
        write(
                "ERROR",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("EventType", "ERROR")
                        .put("ErrorId", error.id())
                        .put("ErrorCode", error.name()));
    }

    /** Whether the client takes acknowledgements no more. */
    synchronized boolean isGone() {
        return gone;
    }

    private static ObjectNode event(String type, Subject subject) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("EventType", type)
                .put("FragmentTimecode", subject.timecodeMillis())
                .put("FragmentNumber", subject.number().toString());
    }

    private synchronized void write(String type, ObjectNode event) {
        metrics.ack(type);
        if (gone) {
            return;
        }
        try {
            out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            gone = true;
        }
    }
}
