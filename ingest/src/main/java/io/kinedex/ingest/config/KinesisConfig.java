package io.kinedex.ingest.config;

import java.time.Duration;
import java.util.List;

/**
 * What the endpoint for AWS's clients can be told. Immutable; any thread.
 *
 * @param enabled    whether the node has the endpoint
 * @param host       address to listen on; empty for the node's
 * @param port       0 for any free one, -1 for the one after the node's (any free one where the node's is 0)
 * @param publicUrl  where clients reach it, such as {@code https://video.example.com}; empty where they reach it directly
 * @param region     of its ARNs, and the one that signatures must be for
 * @param anyRegion  whether requests may be signed for any region
 * @param accountId  of its ARNs
 * @param clockSkew  how far a client's clock may be off
 * @param accessKeys who may call, besides the keys that {@code kinedex access-keys} keeps in the data folder
 * @param tls        files for HTTPS
 * @param limits     what a client may take up
 * @param dataStreams how Kinesis Data Streams are served
 * @param video      how much of Kinesis Video a client may ask for
 */
public record KinesisConfig(
        boolean enabled,
        String host,
        int port,
        String publicUrl,
        String region,
        boolean anyRegion,
        String accountId,
        Duration clockSkew,
        List<AccessKeySettings> accessKeys,
        Tls tls,
        Limits limits,
        DataStreamsConfig dataStreams,
        VideoLimits video) {
    /** The port after the node's. */
    public static final int PORT_AFTER_NODE = -1;

    /**
     * A key that the configuration brings.
     *
     * @param name    for people, and in the ARN of the caller
     * @param id      AWS's access key id
     * @param secret  AWS's secret access key
     * @param allow   actions such as {@code kinesis:Get*}; empty for all
     * @param streams names or ARNs, {@code *} for any characters; empty for all
     */
    public record AccessKeySettings(String name, String id, String secret, List<String> allow, List<String> streams) {
        public AccessKeySettings {
            if (name == null || name.isEmpty() || id == null || id.isEmpty() || secret == null || secret.isEmpty()) {
                throw new IllegalArgumentException("an access key needs a name, an id and a secret");
            }
            allow = allow == null ? List.of() : List.copyOf(allow);
            streams = streams == null ? List.of() : List.copyOf(streams);
        }

        /** Without the secret, for logs. */
        @Override
        public String toString() {
            return "AccessKeySettings[name=%s, id=%s, allow=%s, streams=%s]".formatted(name, id, allow, streams);
        }
    }

    /**
     * HTTPS, where both files are given.
     *
     * @param certificate PEM file of the certificate and those above it
     * @param key         PEM file of its private key (PKCS 8)
     */
    public record Tls(String certificate, String key) {
        public Tls {
            if (certificate.isEmpty() != key.isEmpty()) {
                throw new IllegalArgumentException("kinesis.tls needs both certificate and key, or neither");
            }
        }

        public boolean on() {
            return !certificate.isEmpty();
        }
    }

    /**
     * What clients may take up.
     *
     * @param connectionsMax   connections at a time; further ones are closed
     * @param callsMax         requests at work at a time; further ones are told to come later
     * @param documentBytesMax larger JSON or CBOR documents are refused
     * @param headerBytesMax   larger heads of requests are refused
     * @param stall            a client that owes the rest of a request, or takes nothing of its answer, for so long is cut off
     * @param silence          a PutMedia session that sends nothing for so long is ended
     */
    public record Limits(
            int connectionsMax,
            int callsMax,
            ByteSize documentBytesMax,
            ByteSize headerBytesMax,
            Duration stall,
            Duration silence) {
        public Limits {
            NodeConfig.requireRange("kinesis.limits.connections-max", connectionsMax, 1, 1_000_000);
            NodeConfig.requireRange("kinesis.limits.calls-max", callsMax, 1, 1_000_000);
            NodeConfig.requireRange("kinesis.limits.document-bytes-max", documentBytesMax.bytes(), 1 << 10, 256 << 20);
            NodeConfig.requireRange("kinesis.limits.header-bytes-max", headerBytesMax.bytes(), 1 << 10, 1 << 20);
            NodeConfig.requireRange("kinesis.limits.stall (seconds)", stall.toSeconds(), 1, 3600);
            NodeConfig.requireRange("kinesis.limits.silence (seconds)", silence.toSeconds(), 1, 7 * 86_400);
        }
    }

    public KinesisConfig {
        accessKeys = List.copyOf(accessKeys);
        NodeConfig.requireRange("kinesis.port", port, PORT_AFTER_NODE, 65_535);
        if (!accountId.matches("[0-9]{12}")) {
            throw new IllegalArgumentException("kinesis.account-id is '%s', must be 12 digits".formatted(accountId));
        }
        if (!region.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException(
                    "kinesis.region is '%s', must be lower-case letters, digits and dashes".formatted(region));
        }
        if (!publicUrl.isEmpty() && !publicUrl.matches("https?://[^/?#\\s]+")) {
            throw new IllegalArgumentException(
                    "kinesis.public-url is '%s', must be like https://video.example.com".formatted(publicUrl));
        }
        NodeConfig.requireRange("kinesis.clock-skew (seconds)", clockSkew.toSeconds(), 1, 7 * 86_400);
    }

    /** Every default. */
    public static KinesisConfig defaults() {
        return new KinesisConfig(
                true,
                "",
                PORT_AFTER_NODE,
                "",
                "us-east-1",
                false,
                "000000000000",
                Duration.ofMinutes(5),
                List.of(),
                new Tls("", ""),
                new Limits(
                        1024,
                        1024,
                        ByteSize.ofMegabytes(16),
                        new ByteSize(32 << 10),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(10)),
                DataStreamsConfig.defaults(),
                VideoLimits.AWS);
    }

    /** This configuration with other limits. */
    public KinesisConfig limited(Limits other) {
        return new KinesisConfig(
                enabled,
                host,
                port,
                publicUrl,
                region,
                anyRegion,
                accountId,
                clockSkew,
                accessKeys,
                tls,
                other,
                dataStreams,
                video);
    }

    /** This configuration with TLS by these files. */
    public KinesisConfig secured(Tls other) {
        return new KinesisConfig(
                enabled,
                host,
                port,
                publicUrl,
                region,
                anyRegion,
                accountId,
                clockSkew,
                accessKeys,
                other,
                limits,
                dataStreams,
                video);
    }

    /** This configuration with the address filled in from the node's. */
    public KinesisConfig beside(String nodeHost, int nodePort) {
        int after = nodePort == 0 || nodePort == 65_535 ? 0 : nodePort + 1;
        return new KinesisConfig(
                enabled,
                host.isEmpty() ? nodeHost : host,
                port == PORT_AFTER_NODE ? after : port,
                publicUrl,
                region,
                anyRegion,
                accountId,
                clockSkew,
                accessKeys,
                tls,
                limits,
                dataStreams,
                video);
    }
}
