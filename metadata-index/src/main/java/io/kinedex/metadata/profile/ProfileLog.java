package io.kinedex.metadata.profile;

import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.RecordJson;
import io.kinedex.metadata.stream.Document;
import io.kinedex.metadata.stream.Entry;
import io.kinedex.metadata.stream.EntryLog;
import io.kinedex.metadata.stream.EntryPage;
import io.kinedex.metadata.stream.HashKeyRange;
import io.kinedex.metadata.stream.PublishedRecord;
import io.kinedex.metadata.stream.SequenceNumber;
import io.kinedex.metadata.stream.StartPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The metadata stream as one profile sees it, to be read as a Kinesis data stream: the same shards, other entries. It keeps
 * nothing; each message has a sequence number of its own that is made of its record's and of its place among the record's
 * messages, so that a reader can stop between two of them. All methods may be called by any thread.
 */
public final class ProfileLog implements EntryLog {
    /** Messages of a record at the most; a fragment of 20 seconds has fewer frames at 3000 a second. */
    static final long PARTS = 1 << 16;

    private static final int READ_MAX = 256;

    private final EntryLog log;
    private final RecordForm form;

    public ProfileLog(EntryLog log, RecordForm form) {
        this.log = log;
        this.form = form;
    }

    @Override
    public int shards() {
        return log.shards();
    }

    @Override
    public String identity() {
        return "%s-%s-%s"
                .formatted(log.identity(), form.profile().key(), form.envelope().key());
    }

    @Override
    public HashKeyRange hashKeys(int shard) {
        return log.hashKeys(shard);
    }

    @Override
    public int shardOf(Document document) {
        return log.shardOf(document);
    }

    /** @throws UnsupportedOperationException always: it is a view */
    @Override
    public List<Place> put(List<Document> documents) {
        throw new UnsupportedOperationException("a view of the metadata stream takes no documents");
    }

    @Override
    public SequenceNumber before(StartPosition start) {
        return switch (start) {
            case StartPosition.AtSequence(SequenceNumber at) -> new SequenceNumber(Math.max(0, at.value() - 1));
            case StartPosition.AfterSequence(SequenceNumber after) -> after;
            case StartPosition.TrimHorizon() -> last(log.before(start));
            case StartPosition.Latest() -> last(log.before(start));
            case StartPosition.AtTime _ -> last(log.before(start));
        };
    }

    @Override
    public SequenceNumber latest() {
        return last(log.latest());
    }

    @Override
    public SequenceNumber horizon() {
        return new SequenceNumber(log.horizon().value() * PARTS);
    }

    @Override
    public EntryPage read(int shard, SequenceNumber after, int entriesMax, long bytesMax) {
        List<Entry> messages = new ArrayList<>();
        long bytes = 0;
        SequenceNumber position = after;
        EntryPage page = log.read(shard, recordBefore(after), READ_MAX, bytesMax);
        for (Entry entry : page.entries()) {
            for (Entry message : messages(shard, entry)) {
                if (message.sequence().compareTo(after) <= 0) {
                    continue;
                }
                bytes += message.size();
                if (messages.size() == entriesMax || (bytes > bytesMax && !messages.isEmpty())) {
                    return new EntryPage(messages, position, Duration.ofMillis(1));
                }
                messages.add(message);
                position = message.sequence();
            }
            position = last(entry.sequence());
        }
        SequenceNumber end = last(page.position());
        return new EntryPage(messages, end.compareTo(after) > 0 ? end : after, page.behind());
    }

    @Override
    public boolean await(int shard, SequenceNumber after, Duration patience) throws InterruptedException {
        boolean betweenMessages = after.value() % PARTS != PARTS - 1 && after.value() >= PARTS;
        if (betweenMessages && !read(shard, after, 1, 1).entries().isEmpty()) {
            return true;
        }
        return log.await(shard, new SequenceNumber(after.value() / PARTS), patience);
    }

    /** @throws UnsupportedOperationException always: the stream itself decides how long it keeps records */
    @Override
    public void keepFor(Duration age) {
        throw new UnsupportedOperationException("a view of the metadata stream keeps nothing");
    }

    /** Documents that others put into the stream are no records and have no profile. */
    private List<Entry> messages(int shard, Entry entry) {
        if (entry.isForeign()) {
            return List.of();
        }
        PublishedRecord published = new PublishedRecord(entry.sequence(), shard, entry.arrival(), record(entry));
        List<Entry> messages = new ArrayList<>();
        for (byte[] payload : form.payloads(published)) {
            long sequence = entry.sequence().value() * PARTS + Math.min(messages.size(), PARTS - 1);
            messages.add(Entry.derived(new SequenceNumber(sequence), entry, payload));
        }
        return messages;
    }

    private static MetadataRecord record(Entry entry) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(entry.size());
        try {
            entry.data(json::write);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return RecordJson.read(json.toByteArray());
    }

    /** The record after which the record of the message is read again: its later messages may be left. */
    private static SequenceNumber recordBefore(SequenceNumber message) {
        long record = message.value() / PARTS;
        boolean whole = message.value() % PARTS == PARTS - 1;
        return new SequenceNumber(whole ? record : Math.max(0, record - 1));
    }

    /** The place behind all messages of a record. */
    private static SequenceNumber last(SequenceNumber record) {
        return new SequenceNumber(record.value() * PARTS + PARTS - 1);
    }
}
