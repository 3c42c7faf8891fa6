package io.kinedex.ingest.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A PutMedia session over a plain socket: each write leaves as a chunk of its own and at once, which Amazon's client does
 * not grant. One thread writes, one reads acknowledgements.
 */
public final class MediaProducer implements AutoCloseable {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int ACK_PATIENCE_MILLIS = 60_000;
    private static final String PATH = "/putMedia";

    private final Socket socket;
    private final OutputStream out;
    private Optional<BufferedReader> acks = Optional.empty();

    /**
     * Who calls and for which stream.
     *
     * @param start of the recording, by the producer's clock
     */
    public record Call(String stream, Instant start, String accessKeyId, String secret, String region) {}

    public MediaProducer(URI endpoint, Call call) throws IOException {
        socket = new Socket(endpoint.getHost(), endpoint.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ACK_PATIENCE_MILLIS);
        out = socket.getOutputStream();
        out.write(head(endpoint, call, Instant.now()).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Sends bytes of the stream. */
    public void send(byte[] bytes, int from, int count) throws IOException {
        out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, from, count);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Ends the stream; acknowledgements may still come. */
    public void end() throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** The next acknowledgement as it came; empty where the answer has ended. */
    public Optional<String> ack() throws IOException {
        if (acks.isEmpty()) {
            acks = Optional.of(answer());
        }
        return Optional.ofNullable(acks.get().readLine());
    }

    private BufferedReader answer() throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String status = line(in);
        while (!line(in).isEmpty()) {}
        if (!status.contains(" 200 ")) {
            throw new IOException("PutMedia was refused: " + status);
        }
        return new BufferedReader(new InputStreamReader(new Chunks(in), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new IOException("the answer ends after '%s'".formatted(line));
            }
            line.append((char) each);
        }
        return line.toString().strip();
    }

    private static String head(URI endpoint, Call call, Instant now) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("host", endpoint.getAuthority());
        headers.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        headers.put("x-amz-date", BASIC.format(now));
        headers.put("x-amzn-fragment-timecode-type", "RELATIVE");
        headers.put(
                "x-amzn-producer-start-timestamp",
                "%d.%03d".formatted(call.start().getEpochSecond(), call.start().getNano() / 1_000_000));
        headers.put("x-amzn-stream-name", call.stream());
        StringBuilder head = new StringBuilder("POST ").append(PATH).append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("authorization: ")
                .append(authorization(headers, call))
                .append("\r\ntransfer-encoding: chunked\r\n\r\n")
                .toString();
    }

    /** Signature version 4 over the headers alone. */
    private static String authorization(Map<String, String> headers, Call call) {
        String date = String.valueOf(headers.get("x-amz-date"));
        String scope = date.substring(0, 8) + "/" + call.region() + "/kinesisvideo/aws4_request";
        StringBuilder canonical = new StringBuilder("POST\n").append(PATH).append("\n\n");
        headers.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", headers.keySet());
        canonical.append('\n').append(names).append("\nUNSIGNED-PAYLOAD");
        try {
            String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + hash(canonical.toString());
            byte[] key = ("AWS4" + call.secret()).getBytes(StandardCharsets.UTF_8);
            for (String part : scope.split("/")) {
                key = hmac(key, part);
            }
            String signature = HexFormat.of().formatHex(hmac(key, toSign));
            return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                    .formatted(call.accessKeyId(), scope, names, signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC and SHA-256", e);
        }
    }

    private static String hash(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** What chunked transfer encoding carries. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private long left;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            if (left == 0 && !ended) {
                left = Long.parseLong(line(in), 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int got = in.read(target, from, (int) Math.min(count, left));
            if (got < 0) {
                throw new IOException("the answer ends inside of a chunk");
            }
            left -= got;
            if (left == 0) {
                line(in);
            }
            return got;
        }
    }
}
