package io.kinedex.inference.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which label of an engine is meant by a name of a data set: letters' case, spaces, dashes and underscores do not count,
 * and names that mean the same in the usual data sets ({@code aliases.txt}) are one. Immutable; safe for all threads.
 */
public final class LabelMatching {
    private static final String ALIASES = "aliases.txt";
    private static final Map<String, String> FIRST_NAMES = readAliases();

    private final Map<String, String> known = new HashMap<>();

    /** @param labels that the engine can give; blank ones are none */
    public LabelMatching(Collection<String> labels) {
        for (String label : labels) {
            if (!label.isBlank()) {
                known.put(key(label), label);
            }
        }
    }

    /** The engine's label for a data set's name; empty where the engine cannot know the thing. */
    public Optional<String> label(String name) {
        return Optional.ofNullable(known.get(key(name)));
    }

    /** Of a data set's names those that the engine cannot know. */
    public Set<String> unknown(Collection<String> names) {
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeIf(name -> known.containsKey(key(name)));
        return unknown;
    }

    private static String key(String name) {
        String bare = bare(name);
        return FIRST_NAMES.getOrDefault(bare, bare);
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }

    private static Map<String, String> readAliases() {
        Map<String, String> firsts = new HashMap<>();
        try (InputStream in = LabelMatching.class.getResourceAsStream(ALIASES)) {
            if (in == null) {
                throw new IllegalStateException(ALIASES + " is not on the class path");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(","))
                    .forEach(names -> {
                        for (String name : names) {
                            firsts.put(bare(name), bare(names[0]));
                        }
                    });
            return Map.copyOf(firsts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
