package io.kinedex.ingest.kinesis;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** Heads of requests that Amazon's own signer signed, for clients written by hand. */
final class SignedHead {
    private SignedHead() {}

    /** The headers of a POST with this body; one without a length sends chunks. */
    static Map<String, String> of(URI uri, String service, String body) {
        return of(uri, service, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Map<String, String> of(URI uri, String service, byte[] body, Map<String, String> more) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(uri);
        more.forEach(request::putHeader);
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsBasicCredentials.create(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET))
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, TestEndpoint.REGION));
        Map<String, String> headers = new LinkedHashMap<>();
        signed.request().forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
        if (body.length > 0) {
            headers.put("Content-Length", Integer.toString(body.length));
        } else {
            headers.put("Transfer-Encoding", "chunked");
        }
        return headers;
    }
}
