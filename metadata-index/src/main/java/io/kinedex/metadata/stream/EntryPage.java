package io.kinedex.metadata.stream;

import java.time.Duration;
import java.util.List;

/**
 * Entries of one shard that follow each other.
 *
 * @param position up to which the shard was read, inclusive; where to go on after
 * @param behind   how long the next entry has been there already; zero where there is none yet
 */
public record EntryPage(List<Entry> entries, SequenceNumber position, Duration behind) {
    public EntryPage {
        entries = List.copyOf(entries);
    }
}
