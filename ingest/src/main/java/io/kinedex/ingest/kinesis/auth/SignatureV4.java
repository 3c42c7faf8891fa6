package io.kinedex.ingest.kinesis.auth;

import io.kinedex.ingest.kinesis.AwsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS's Signature Version 4, checked. Any thread.
 *
 * <p>A check has two halves. {@link #begin} sees the head: who signed, when, for what. Where the head tells the payload's
 * hash, or that it is not signed, the signature is checked then, before any byte of the body is taken. {@link
 * Check#payload} sees the body of a document.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">AWS Signature Version 4</a>
 */
public final class SignatureV4 {
    private static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String TERMINATOR = "aws4_request";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration PRESIGNED_SKEW = Duration.ofMinutes(15);
    private static final long PRESIGNED_SECONDS_MAX = 604_800;

    private final AccessKeys keys;
    private final Rules rules;
    private final Clock clock;

    /**
     * What is asked of signatures.
     *
     * @param region    they must be for; empty for any
     * @param clockSkew how far the signer's clock may be off
     */
    public record Rules(String region, Duration clockSkew) {}

    public SignatureV4(AccessKeys keys, Rules rules, Clock clock) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
    }

    /** A head that is good so far. */
    public interface Check {
        /** The key with which the request is signed. */
        AccessKey key();

        /** Checks the body of a document. */
        void payload(byte[] body);
    }

    /** Of a caller whom nobody asks for a signature. */
    private record Unsigned(AccessKey key) implements Check {
        @Override
        public void payload(byte[] body) {
            // any will do
        }
    }

    private static final class Signed implements Check {
        private final AccessKey key;
        private final SignedRequest request;
        private final Credential credential;
        private final Instant time;
        private final Refused refused;
        private final String declared;

        private Signed(
                AccessKey key,
                SignedRequest request,
                Credential credential,
                Instant time,
                Refused refused,
                String declared) {
            this.key = key;
            this.request = request;
            this.credential = credential;
            this.time = time;
            this.refused = refused;
            this.declared = declared;
        }

        @Override
        public AccessKey key() {
            return key;
        }

        @Override
        public void payload(byte[] body) {
            if (declared.isEmpty()) {
                verify(sha256(body));
            } else if (HASH.matcher(declared).matches() && !declared.equals(sha256(body))) {
                throw refused.because("The value of 'x-amz-content-sha256' is not the hash of the request's body.");
            }
        }

        /** Checks one of several hashes by which clients sign what they do not hash. */
        private void verify(String... hashes) {
            String canonical = "";
            for (String hash : hashes) {
                canonical = CanonicalRequest.of(request, credential.signedHeaders(), hash);
                if (matches(canonical)) {
                    return;
                }
            }
            throw refused.because("""
                The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                Access Key and signing method. Consult the service documentation for details.

                The Canonical String for this request should have been
                '%s'

                The String-to-Sign should have been
                '%s'
                """.formatted(canonical, toSign(canonical)));
        }

        private String toSign(String canonical) {
            return String.join(
                    "\n",
                    "AWS4-HMAC-SHA256",
                    BASIC.format(time),
                    credential.scope().toString(),
                    sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        }

        private boolean matches(String canonical) {
            byte[] signing = ("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8);
            Credential.Scope scope = credential.scope();
            for (String step : List.of(scope.date(), scope.region(), scope.service(), scope.terminator())) {
                signing = hmac(signing, step);
            }
            String signature = HexFormat.of().formatHex(hmac(signing, toSign(canonical)));
            return MessageDigest.isEqual(
                    signature.getBytes(StandardCharsets.UTF_8),
                    credential.signature().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Makes the service's own refusal of a signature. */
    @FunctionalInterface
    public interface Refused {
        AwsException because(String message);
    }

    /**
     * Checks the head of a request.
     *
     * @param service     that the signature must be for
     * @param takesStream whether the body is a stream, whose bytes are not signed
     * @param refused     makes the refusal of a signature
     * @throws AwsException in AWS's words
     */
    public Check begin(SignedRequest request, String service, boolean takesStream, Refused refused) {
        Optional<AccessKey> anyone = keys.anyone();
        if (anyone.isPresent()) {
            return new Unsigned(anyone.get());
        }
        Credential credential = Credential.of(request);
        Map<String, String> query = Credential.query(request.query());
        boolean temporary =
                !request.header("X-Amz-Security-Token").isEmpty() || query.containsKey("X-Amz-Security-Token");
        AccessKey key = keys.find(credential.keyId()).filter(_ -> !temporary).orElseThrow(() -> unknown(temporary));
        Instant time = time(credential, refused);
        requireScope(credential, time, service, refused);
        requireSigned(request, credential, refused);
        requireFresh(credential, time, query, refused);
        String declared = request.header("x-amz-content-sha256");
        Signed check = new Signed(key, request, credential, time, refused, declared);
        if (!declared.isEmpty()) {
            check.verify(declared);
        } else if (takesStream) {
            check.verify(EMPTY_HASH, UNSIGNED);
        }
        return check;
    }

    private static AwsException unknown(boolean temporary) {
        return new AwsException(
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid"
                        + (temporary ? ": this endpoint has no temporary credentials." : "."));
    }

    private static Instant time(Credential credential, Refused refused) {
        // the day of the week adds nothing, and AWS's own test suite has a wrong one
        String date = credential.date().replaceFirst("^[A-Za-z]{3}, ", "");
        for (DateTimeFormatter format : List.of(BASIC, DateTimeFormatter.RFC_1123_DATE_TIME)) {
            try {
                return format.parse(date, Instant::from);
            } catch (DateTimeParseException _) {
                continue;
            }
        }
        throw refused.because("Date must be in ISO-8601 'basic format'. Got '%s'. See https://docs.aws.amazon.com/"
                .formatted(credential.date()));
    }

    private void requireScope(Credential credential, Instant time, String service, Refused refused) {
        Credential.Scope scope = credential.scope();
        String day = BASIC.format(time).substring(0, 8);
        String wrong = Stream.of(
                        !rules.region().isEmpty() && !scope.region().equals(rules.region())
                                ? "Credential should be scoped to a valid region, not '%s'; this endpoint is in '%s'. "
                                        .formatted(scope.region(), rules.region())
                                : "",
                        scope.service().equals(service)
                                ? ""
                                : "Credential should be scoped to correct service: '%s'. ".formatted(service),
                        scope.terminator().equals(TERMINATOR)
                                ? ""
                                : "Credential should be scoped with a valid terminator: '%s', not '%s'. "
                                        .formatted(TERMINATOR, scope.terminator()),
                        scope.date().equals(day)
                                ? ""
                                : "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'. "
                                        .formatted(scope.date(), day, BASIC.format(time)))
                .reduce("", String::concat);
        if (!wrong.isEmpty()) {
            throw refused.because(wrong.strip());
        }
    }

    /** What must be signed, so that nobody on the way can change what the request does. */
    private static void requireSigned(SignedRequest request, Credential credential, Refused refused) {
        if (!credential.signedHeaders().contains("host")) {
            throw refused.because("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        for (String name : List.of("x-amz-date", "x-amz-target", "x-amz-content-sha256")) {
            if (!request.header(name).isEmpty() && !credential.signedHeaders().contains(name)) {
                throw refused.because("'%s' must be a 'SignedHeader' in the AWS Authorization.".formatted(name));
            }
        }
    }

    private void requireFresh(Credential credential, Instant time, Map<String, String> query, Refused refused) {
        Instant now = clock.instant();
        Duration future = credential.presigned() ? PRESIGNED_SKEW : rules.clockSkew();
        Duration past = credential.presigned() ? expires(query, refused) : rules.clockSkew();
        if (time.isBefore(now.minus(past))) {
            throw refused.because("Signature expired: %s is now earlier than %s (%s - %s.)"
                    .formatted(BASIC.format(time), BASIC.format(now.minus(past)), BASIC.format(now), words(past)));
        }
        if (time.isAfter(now.plus(future))) {
            throw refused.because("Signature not yet current: %s is still later than %s (%s + %s.)"
                    .formatted(BASIC.format(time), BASIC.format(now.plus(future)), BASIC.format(now), words(future)));
        }
    }

    private static Duration expires(Map<String, String> query, Refused refused) {
        String text = query.getOrDefault("X-Amz-Expires", Long.toString(PRESIGNED_SKEW.toSeconds()));
        if (text.matches("[0-9]{1,6}")) {
            long seconds = Long.parseLong(text);
            if (seconds >= 1 && seconds <= PRESIGNED_SECONDS_MAX) {
                return Duration.ofSeconds(seconds);
            }
        }
        throw refused.because("X-Amz-Expires must be a number of seconds in 1..%d".formatted(PRESIGNED_SECONDS_MAX));
    }

    private static String words(Duration duration) {
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " sec";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
