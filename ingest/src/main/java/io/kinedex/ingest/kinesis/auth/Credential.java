package io.kinedex.ingest.kinesis.auth;

import io.kinedex.ingest.kinesis.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request says of its signature, by its Authorization header or its query. Immutable.
 *
 * @param keyId         of the access key
 * @param scope         date, region, service and terminator, with slashes
 * @param signedHeaders in lower case, in their order
 * @param signature     in hexadecimal
 * @param date          as it was sent: X-Amz-Date, or Date
 * @param presigned     whether it stands in the query
 */
record Credential(
        String keyId, Scope scope, List<String> signedHeaders, String signature, String date, boolean presigned) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern PART = Pattern.compile("([A-Za-z]+)=([^,\\s]*)");

    Credential {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** What the key was derived for. */
    record Scope(String date, String region, String service, String terminator) {
        @Override
        public String toString() {
            return String.join("/", date, region, service, terminator);
        }
    }

    /** @throws AwsException where there is no signature, or not all of it */
    static Credential of(SignedRequest request) {
        String authorization = request.header("Authorization");
        Map<String, String> query = query(request.query());
        if (authorization.isEmpty() && !query.containsKey("X-Amz-Algorithm")) {
            throw new AwsException(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        if (!authorization.isEmpty() && query.containsKey("X-Amz-Algorithm")) {
            throw incomplete("a request is signed by its Authorization header or by its query, not by both");
        }
        return authorization.isEmpty() ? presigned(query) : signed(request, authorization);
    }

    private static Credential signed(SignedRequest request, String authorization) {
        int space = authorization.indexOf(' ');
        String algorithm = space < 0 ? authorization : authorization.substring(0, space);
        requireAlgorithm(algorithm);
        Map<String, String> parts = new HashMap<>();
        Matcher part = PART.matcher(authorization.substring(algorithm.length()));
        while (part.find()) {
            parts.put(part.group(1), part.group(2));
        }
        String amzDate = request.header("X-Amz-Date");
        String date = amzDate.isEmpty() ? request.header("Date") : amzDate;
        StringBuilder missing = new StringBuilder();
        for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
            if (parts.getOrDefault(name, "").isEmpty()) {
                missing.append("Authorization header requires '").append(name).append("' parameter. ");
            }
        }
        if (date.isEmpty()) {
            missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (!missing.isEmpty()) {
            throw incomplete(missing.toString().strip());
        }
        return of(parts, "", date, false);
    }

    private static Credential presigned(Map<String, String> query) {
        requireAlgorithm(query.getOrDefault("X-Amz-Algorithm", ""));
        for (String name : List.of("Credential", "Signature", "SignedHeaders", "Date")) {
            if (query.getOrDefault("X-Amz-" + name, "").isEmpty()) {
                throw incomplete("AWS query-string parameters must include 'X-Amz-%s'.".formatted(name));
            }
        }
        return of(query, "X-Amz-", query.getOrDefault("X-Amz-Date", ""), true);
    }

    private static Credential of(Map<String, String> parts, String prefix, String date, boolean presigned) {
        String credential = parts.getOrDefault(prefix + "Credential", "");
        String[] five = credential.split("/", -1);
        if (five.length != 5) {
            throw incomplete(
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'"
                            .formatted(credential));
        }
        String headers = parts.getOrDefault(prefix + "SignedHeaders", "").toLowerCase(Locale.ROOT);
        return new Credential(
                five[0],
                new Scope(five[1], five[2], five[3], five[4]),
                List.of(headers.split(";")),
                parts.getOrDefault(prefix + "Signature", ""),
                date,
                presigned);
    }

    private static void requireAlgorithm(String algorithm) {
        if (!algorithm.equals(ALGORITHM)) {
            throw incomplete(
                    "Unsupported AWS 'algorithm': '%s'; this endpoint takes %s".formatted(algorithm, ALGORITHM));
        }
    }

    private static AwsException incomplete(String message) {
        return new AwsException(400, "IncompleteSignatureException", message);
    }

    /** The parameters of a query, decoded; the first of each name. */
    static Map<String, String> query(String raw) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(text(pair.substring(0, equals)), text(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String text(String part) {
        return new String(CanonicalRequest.decode(part), StandardCharsets.UTF_8);
    }
}
