package io.kinedex.ingest.kinesis;

import io.kinedex.ingest.config.KinesisConfig;
import io.kinedex.ingest.kinesis.Operations.Named;
import io.kinedex.ingest.kinesis.auth.AccessKey;
import io.kinedex.ingest.kinesis.auth.AccessKeys;
import io.kinedex.ingest.kinesis.wire.HttpExchange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets in whose signature is good. Any thread. */
final class Gate {
    private static final Pattern KEY = Pattern.compile("Credential=([^/, ]+)/");

    private final KinesisConfig config;
    private final AccessKeys keys;

    Gate(KinesisConfig config, AccessKeys keys) {
        this.config = config;
        this.keys = keys;
    }

    /** A caller whose request's head is good; its body may have to be seen. */
    record Admission(AwsExchange.Caller caller) {
        void verify(byte[] body) {}
    }

    Admission admit(HttpExchange http, Named named) {
        Matcher credential = KEY.matcher(http.header("Authorization").orElse(""));
        if (!credential.find()) {
            throw new AwsException(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        AccessKey key = keys.find(credential.group(1))
                .orElseThrow(() -> new AwsException(
                        403, "UnrecognizedClientException", "The security token included in the request is invalid."));
        return new Admission(new AwsExchange.Caller(key, config.accountId()));
    }
}
