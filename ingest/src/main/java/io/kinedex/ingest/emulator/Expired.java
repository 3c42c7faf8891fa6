package io.kinedex.ingest.emulator;

import io.kinedex.frames.FragmentNumber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The fragments that look as if retention had removed them. Any thread may call any method. */
final class Expired {
    private final Map<String, NavigableSet<FragmentNumber>> byStream = new ConcurrentHashMap<>();

    void add(String stream, FragmentNumber number) {
        byStream.computeIfAbsent(stream, _ -> new ConcurrentSkipListSet<>()).add(number);
    }

    boolean has(String stream, FragmentNumber number) {
        return byStream.getOrDefault(stream, Collections.emptyNavigableSet()).contains(number);
    }

    List<FragmentNumber> of(String stream) {
        return new ArrayList<>(byStream.getOrDefault(stream, Collections.emptyNavigableSet()));
    }

    void forget(String stream) {
        byStream.remove(stream);
    }
}
