package io.kinedex.ingest.bench;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.config.NodeConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file's fragments, cut as a node would cut them and held in memory. */
final class Cutting {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Cutting() {}

    static List<Fragment> all(Path file, NodeConfig config) {
        NodeConfig.Archive archive = config.archive();
        CutOptions options = new CutOptions(
                START,
                FragmentNumber.ONE,
                archive.fragmentTarget(),
                archive.fragmentBytesMax().bytes());
        List<Fragment> fragments = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(file, options)) {
            for (Optional<Fragment> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                fragments.add(next.get());
            }
        }
        return List.copyOf(fragments);
    }
}
