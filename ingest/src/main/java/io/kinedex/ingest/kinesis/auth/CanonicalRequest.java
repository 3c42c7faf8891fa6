package io.kinedex.ingest.kinesis.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A request in the form that is signed. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed
 *     request</a>
 */
final class CanonicalRequest {
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CanonicalRequest() {}

    /** @param signedHeaders in lower case, in their order */
    static String of(SignedRequest request, List<String> signedHeaders, String payloadHash) {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method()).append('\n');
        text.append(path(request.path())).append('\n');
        text.append(query(request.query())).append('\n');
        for (String name : signedHeaders) {
            List<String> values = request.headers().all(name).stream()
                    .map(value -> SPACES.matcher(value.strip()).replaceAll(" "))
                    .toList();
            text.append(name).append(':').append(String.join(",", values)).append('\n');
        }
        text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payloadHash);
        return text.toString();
    }

    /** Without empty and dotted segments, and encoded once more, as every service but S3 has it. */
    private static String path(String raw) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : raw.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.add(encode(segment.getBytes(StandardCharsets.UTF_8)));
            }
        }
        String joined = "/" + String.join("/", kept);
        return raw.endsWith("/") && joined.length() > 1 ? joined + "/" : joined;
    }

    private static String query(String raw) {
        List<String> pairs = new ArrayList<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (pair.isEmpty() || name.equals("X-Amz-Signature")) {
                continue;
            }
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            // a name sorts before a longer one that begins with it, as no encoded character is below this one
            pairs.add(encode(decode(name)) + "\u0001" + encode(decode(value)));
        }
        pairs.sort(null);
        return String.join("&", pairs).replace('\u0001', '=');
    }

    /** The bytes of a part of a query; what is not well encoded stands for itself. */
    static byte[] decode(String part) {
        byte[] from = part.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            boolean escaped = from[i] == '%'
                    && i + 2 < from.length
                    && HexFormat.isHexDigit(from[i + 1])
                    && HexFormat.isHexDigit(from[i + 2]);
            if (escaped) {
                to[length++] = (byte) (HexFormat.fromHexDigit(from[i + 1]) << 4 | HexFormat.fromHexDigit(from[i + 2]));
                i += 2;
            } else {
                to[length++] = from[i] == '+' ? (byte) ' ' : from[i];
            }
        }
        return Arrays.copyOf(to, length);
    }

    private static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            boolean unreserved = c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_'
                    || c == '.'
                    || c == '~';
            if (unreserved) {
                text.append(c);
            } else {
                text.append('%').append(HEX.toHexDigits(b));
            }
        }
        return text.toString();
    }
}
