package io.kinedex.ingest.people;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.config.ConfigJson;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Who looked at whom: a line of JSON for every call that names people, in a file for each month (UTC). A line is on the disk
 * before the answer leaves. It has ids and no names, so that it may stay when somebody is forgotten. All threads.
 */
public final class FaceAudit {
    private final Path folder;
    private final Clock clock;

    /** @param folder is made where it is not there */
    public FaceAudit(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        DurableFiles.folder(folder);
    }

    /**
     * Who calls.
     *
     * @param actor   as the caller says; may be empty
     * @param address the caller's
     */
    public record Caller(String actor, String address) {}

    private record Line(String time, String actor, String address, String what, List<String> people) {}

    /**
     * @param what   such as {@code search}, {@code list}, {@code forget}
     * @param people their ids
     * @throws IngestException DISK; then the call must not be answered
     */
    public synchronized void wrote(Caller caller, String what, List<String> people) {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        Path file = folder.resolve("faces-%tY-%<tm.jsonl".formatted(today));
        Line line = new Line(clock.instant().toString(), caller.actor(), caller.address(), what, people);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            byte[] bytes = (ConfigJson.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(false);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of the audit always has a JSON form", e);
        } catch (IOException e) {
            throw new IngestException(
                    Code.DISK, "%s cannot be written, so nobody is shown: %s".formatted(file, e.getMessage()), e);
        }
    }
}
