package io.kinedex.ingest.kinesis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.ingest.kinesis.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests whose signatures AWS has published: its test suite of Signature Version 4 (that of 2015, with {@code X-Amz-Date},
 * and that of 2011, with {@code Date}), and the presigned request of Amazon S3's documentation.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Authenticating requests: using
 *     query parameters</a>
 */
class SignatureVectorsTest {
    private static final AccessKey SUITE =
            new AccessKey("suite", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", List.of(), List.of());
    private static final AccessKey S3 = new AccessKey(
            "s3", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", List.of(), List.of());

    /** A request as it is on the wire. */
    private record Wire(String method, String target, List<Map.Entry<String, String>> headers) {
        Wire(String method, String target) {
            this(method, target, new ArrayList<>());
        }

        Wire with(String name, String value) {
            headers.add(Map.entry(name, value));
            return this;
        }

        SignedRequest request() {
            int mark = target.indexOf('?');
            return new SignedRequest(
                    method,
                    mark < 0 ? target : target.substring(0, mark),
                    mark < 0 ? "" : target.substring(mark + 1),
                    name -> headers.stream()
                            .filter(header -> header.getKey().equalsIgnoreCase(name))
                            .map(Map.Entry::getValue)
                            .toList());
        }
    }

    private static void check(Wire wire, String body, String service, boolean takesStream, String now) {
        SignatureV4 signatures = new SignatureV4(
                id -> List.of(SUITE, S3).stream()
                        .filter(key -> key.id().equals(id))
                        .findFirst(),
                new SignatureV4.Rules("us-east-1", Duration.ofMinutes(5)),
                Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
        SignatureV4.Check check = signatures.begin(
                wire.request(),
                service,
                takesStream,
                message -> new AwsException(403, "InvalidSignatureException", message));
        if (!takesStream) {
            check.payload(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Of the suite of 2015. */
    private static Wire signed2015(Wire wire, String signedHeaders, String signature) {
        return wire.with("Host", "example.amazonaws.com")
                .with("X-Amz-Date", "20150830T123600Z")
                .with(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=%s, Signature=%s"
                                .formatted(signedHeaders, signature));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET | / | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
        GET | /example/.. | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
        GET | // | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
        GET | /ሴ | 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85
        GET | /?Param2=value2&Param1=value1 | b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500
        GET | /?Param1=value1 | a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb
        POST | / | 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
        """)
    void takesTheSuitesRequests(String method, String target, String signature) {
        Wire wire = signed2015(new Wire(method, target), "host;x-amz-date", signature);
        assertThatCode(() -> check(wire, "", "service", false, "2015-08-30T12:36:00Z"))
                .doesNotThrowAnyException();
        Wire other = signed2015(new Wire(method, target + "x"), "host;x-amz-date", signature);
        assertRefused(() -> check(other, "", "service", false, "2015-08-30T12:36:00Z"), "does not match");
    }

    @Test
    void takesTheSuitesHeadersAndBodies() {
        Wire form = signed2015(
                new Wire("POST", "/").with("Content-Type", "application/x-www-form-urlencoded"),
                "content-type;host;x-amz-date",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
        assertThatCode(() -> check(form, "Param1=value1", "service", false, "2015-08-30T12:36:00Z"))
                .doesNotThrowAnyException();
        assertRefused(() -> check(form, "Param1=value2", "service", false, "2015-08-30T12:36:00Z"), "does not match");
        Wire repeated = signed2015(
                new Wire("GET", "/")
                        .with("My-Header1", "value2")
                        .with("My-Header1", "value2")
                        .with("My-Header1", "value1"),
                "host;my-header1;x-amz-date",
                "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
        assertThatCode(() -> check(repeated, "", "service", false, "2015-08-30T12:36:00Z"))
                .doesNotThrowAnyException();
        Wire spaced = signed2015(
                new Wire("GET", "/").with("My-Header1", "  value1 ").with("My-Header2", " \"a   b   c\" "),
                "host;my-header1;my-header2;x-amz-date",
                "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
        assertThatCode(() -> check(spaced, "", "service", false, "2015-08-30T12:36:00Z"))
                .doesNotThrowAnyException();
    }

    /** Of the suite of 2011, whose day of the week is not that of its date. */
    private static Wire signed2011(String date) {
        Wire wire = new Wire("GET", "/").with("Host", "host.foo.com");
        if (!date.isEmpty()) {
            wire.with("Date", date);
        }
        return wire.with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20110909/us-east-1/host/aws4_request, SignedHeaders=date;host,"
                        + " Signature=b27ccfbfa7df52a200ff74193ca6e32d4b48b8856fab7ebf1c595d0670a7e470");
    }

    @Test
    void takesTheDateHeaderWhereThereIsNoOther() {
        Wire wire = signed2011("Mon, 09 Sep 2011 23:36:00 GMT");
        assertThatCode(() -> check(wire, "", "host", false, "2011-09-09T23:38:00Z"))
                .doesNotThrowAnyException();
        assertRefused(
                () -> check(wire, "", "host", false, "2011-09-09T23:42:00Z"), "Signature expired: 20110909T233600Z");
        assertRefused(
                () -> check(signed2011("Mon, 09 Sep 2011 23:37:00 GMT"), "", "host", false, "2011-09-09T23:38:00Z"),
                "does not match");
        assertRefused(
                () -> check(signed2011("yesterday"), "", "host", false, "2011-09-09T23:38:00Z"),
                "Date must be in ISO-8601 'basic format'. Got 'yesterday'");
        assertThatThrownBy(() -> check(signed2011(""), "", "host", false, "2011-09-09T23:38:00Z"))
                .isInstanceOfSatisfying(AwsException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.error()).isEqualTo("IncompleteSignatureException");
                    assertThat(e).hasMessageContaining("either a 'X-Amz-Date' or a 'Date' header");
                });
    }

    private static Wire presigned(Map<String, String> change) {
        Map<String, String> query = new TreeMap<>(Map.of(
                "X-Amz-Algorithm", "AWS4-HMAC-SHA256",
                "X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request",
                "X-Amz-Date", "20130524T000000Z",
                "X-Amz-Expires", "86400",
                "X-Amz-SignedHeaders", "host",
                "X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"));
        query.putAll(change);
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> {
            if (!value.isEmpty()) {
                pairs.add(name + "=" + value);
            }
        });
        return new Wire("GET", "/test.txt?" + String.join("&", pairs)).with("Host", "examplebucket.s3.amazonaws.com");
    }

    @Test
    void takesThePresignedRequestOfTheDocumentation() {
        assertThatCode(() -> check(presigned(Map.of()), "", "s3", true, "2013-05-24T23:59:00Z"))
                .doesNotThrowAnyException();
        assertRefused(
                () -> check(presigned(Map.of()), "", "s3", true, "2013-05-25T00:00:01Z"),
                "Signature expired: 20130524T000000Z");
        assertRefused(
                () -> check(presigned(Map.of()), "", "s3", true, "2013-05-23T23:44:00Z"), "Signature not yet current");
        assertRefused(
                () -> check(presigned(Map.of("X-Amz-Expires", "86401")), "", "s3", true, "2013-05-24T00:01:00Z"),
                "does not match");
        assertRefused(
                () -> check(presigned(Map.of("X-Amz-Expires", "604801")), "", "s3", true, "2013-05-24T00:01:00Z"),
                "X-Amz-Expires must be a number of seconds in 1..604800");
        assertRefused(
                () -> check(presigned(Map.of()), "", "kinesisvideo", true, "2013-05-24T00:01:00Z"),
                "Credential should be scoped to correct service: 'kinesisvideo'.");
        for (String name : List.of("Credential", "Date", "SignedHeaders", "Signature")) {
            assertThatThrownBy(
                            () -> check(presigned(Map.of("X-Amz-" + name, "")), "", "s3", true, "2013-05-24T00:01:00Z"))
                    .isInstanceOfSatisfying(AwsException.class, e -> {
                        assertThat(e.error()).isEqualTo("IncompleteSignatureException");
                        assertThat(e)
                                .hasMessage("AWS query-string parameters must include 'X-Amz-%s'.".formatted(name));
                    });
        }
        assertThatThrownBy(() -> check(
                        presigned(Map.of()).with("Authorization", "AWS4-HMAC-SHA256 Credential=a"),
                        "",
                        "s3",
                        true,
                        "2013-05-24T00:01:00Z"))
                .hasMessageContaining("by its Authorization header or by its query, not by both");
    }

    private static void assertRefused(Runnable call, String message) {
        Optional<Throwable> thrown = Optional.empty();
        try {
            call.run();
        } catch (AwsException e) {
            thrown = Optional.of(e);
        }
        assertThat(thrown).hasValueSatisfying(e -> {
            assertThat(((AwsException) e).status()).isEqualTo(403);
            assertThat(((AwsException) e).error()).isEqualTo("InvalidSignatureException");
            assertThat(e).hasMessageContaining(message);
        });
    }
}
