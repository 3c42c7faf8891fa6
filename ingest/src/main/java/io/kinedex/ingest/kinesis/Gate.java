package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.Operations.Named;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.auth.AccessKeys;
import io.kinedex.ingest.kinesis.auth.SignatureV4;
import io.kinedex.ingest.kinesis.auth.SignedRequest;
import io.kinedex.ingest.kinesis.wire.HttpExchange;
import java.time.Clock;

/** Lets in whose signature is good, and who may do the operation to some stream at least. Any thread. */
final class Gate {
    private final KinesisConfig config;
    private final SignatureV4 signatures;

    Gate(KinesisConfig config, AccessKeys keys, Clock clock) {
        this.config = config;
        String region = config.anyRegion() ? "" : config.region();
        this.signatures = new SignatureV4(keys, new SignatureV4.Rules(region, config.clockSkew()), clock);
    }

    /**
     * Checks what the head of the request tells; the body of a document is checked by {@link SignatureV4.Check#payload}.
     *
     * @throws AwsException where it is not let in
     */
    SignatureV4.Check admit(HttpExchange http, Named named) {
        if (http.header("Content-Encoding").orElse("").contains("aws-chunked")) {
            throw new AwsException(
                    400, "SerializationException", "the content encoding aws-chunked is one of Amazon S3 alone");
        }
        return signatures.begin(
                new SignedRequest(http.method(), http.path(), http.query(), http::headers),
                named.service(),
                named.takesStream(),
                message -> new AwsException(403, "InvalidSignatureException", message));
    }

    AwsExchange.Caller caller(AccessKey key, Named named) {
        AwsExchange.Caller caller = new AwsExchange.Caller(key, config.accountId());
        String action = named.service() + ":" + named.name();
        if (!key.allowsSomewhere(action)) {
            throw caller.denied(action, "*");
        }
        return caller;
    }
}
