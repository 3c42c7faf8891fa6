package io.kinedex.ingest.kinesis.auth;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A key with which AWS's clients sign, and what its holder may do. Immutable; any thread.
 *
 * @param name      for people, and in the caller's ARN
 * @param id        AWS's access key id
 * @param secret    AWS's secret access key
 * @param actions   such as {@code kinesisvideo:PutMedia}, {@code kinesis:Get*}, {@code *}; empty for all
 * @param resources ARNs or names of streams, {@code *} for any characters and {@code ?} for one; empty for all
 */
public record AccessKey(String name, String id, String secret, List<String> actions, List<String> resources) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{4,128}");

    public AccessKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "access key '%s': a name has 1 to 64 letters, digits and +=,.@_-".formatted(name));
        }
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "access key %s: an id has 4 to 128 letters, digits and _".formatted(name));
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("access key %s has no secret".formatted(name));
        }
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
    }

    /** Whether its holder may do this to that. */
    public boolean allows(String action, String arn) {
        return allowsSomewhere(action)
                && (resources.isEmpty() || resources.stream().anyMatch(pattern -> covers(pattern, arn)));
    }

    /** Whether its holder may do this to anything at all. */
    public boolean allowsSomewhere(String action) {
        return actions.isEmpty()
                || actions.stream()
                        .anyMatch(pattern ->
                                Wildcard.matches(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT)));
    }

    /** A name stands for the stream of that name in each service, and for what is below it. */
    private static boolean covers(String pattern, String arn) {
        if (pattern.startsWith("arn:") || pattern.equals("*")) {
            return Wildcard.matches(pattern, arn);
        }
        String stream = "arn:*:stream/" + pattern;
        return Wildcard.matches(stream, arn) || Wildcard.matches(stream + "/*", arn);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "AccessKey[name=%s, id=%s, actions=%s, resources=%s]".formatted(name, id, actions, resources);
    }
}
