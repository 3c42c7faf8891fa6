package io.kinedex.ingest.kinesis;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The operations of the endpoint by how requests name them. Filled before the endpoint starts, then only read. */
public final class Operations {
    private final Map<String, Named> byPath = new HashMap<>();
    private final Map<String, Named> byTarget = new HashMap<>();
    private final Map<String, Page> pages = new HashMap<>();

    /**
     * An operation and what is known of it before its input is read.
     *
     * @param name     as AWS has it: {@code GetMedia}
     * @param service  of its permissions and signatures: {@code kinesisvideo} or {@code kinesis}
     * @param takesStream whether its body is a stream of bytes instead of a document
     */
    public record Named(String name, String service, boolean takesStream, Operation operation) {}

    /** The same operations, each changed by the function. */
    public Operations changed(UnaryOperator<Named> change) {
        Operations changed = new Operations();
        byPath.forEach((path, named) -> changed.byPath.put(path, change.apply(named)));
        byTarget.forEach((target, named) -> changed.byTarget.put(target, change.apply(named)));
        changed.pages.putAll(pages);
        return changed;
    }

    /** All operations by their names. */
    public Map<String, Operation> byName() {
        Map<String, Operation> all = new HashMap<>();
        byPath.values().forEach(named -> all.put(named.name(), named.operation()));
        byTarget.values().forEach(named -> all.putIfAbsent(named.name(), named.operation()));
        return all;
    }

    /** An operation of Kinesis Video, named by its path: {@code POST /getMedia}. */
    public Operations video(String name, Operation operation) {
        return video(path(name), new Named(name, "kinesisvideo", false, operation));
    }

    /** An operation of Kinesis Video whose request is a stream of bytes. */
    public Operations videoStream(String name, Operation operation) {
        return video(path(name), new Named(name, "kinesisvideo", true, operation));
    }

    /** An operation of Kinesis Video under another path than the rule has it. */
    public Operations video(String path, Named named) {
        byPath.put(path, named);
        return this;
    }

    /** An operation of Kinesis Data Streams, named by {@code X-Amz-Target: Kinesis_20131202.NAME}. */
    public Operations data(String name, Operation operation) {
        byTarget.put("Kinesis_20131202." + name, new Named(name, "kinesis", false, operation));
        return this;
    }

    /** Addresses below a prefix such as {@code /hls/v1}, for GET and HEAD without a signature. */
    public Operations page(String prefix, Page page) {
        if (!prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "prefix '%s' must begin with a slash and not end with one".formatted(prefix));
        }
        pages.put(prefix, page);
        return this;
    }

    Optional<Map.Entry<String, Page>> pageAt(String path) {
        return pages.entrySet().stream()
                .filter(page -> path.equals(page.getKey()) || path.startsWith(page.getKey() + "/"))
                .findFirst();
    }

    Optional<Named> atPath(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    Optional<Named> ofTarget(String target) {
        return Optional.ofNullable(byTarget.get(target));
    }

    private static String path(String name) {
        return "/" + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
