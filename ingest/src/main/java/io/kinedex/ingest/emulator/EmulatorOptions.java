package io.kinedex.ingest.emulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an emulator is started. Immutable.
 *
 * @param host        address to listen on
 * @param port        of AWS's operations; 0 for any free one
 * @param controlPort of the control routes, on the loopback address whatever the host; 0 for any free one, -1 for none
 * @param folder      of the archive, kept at the end; null for a temporary one that is removed
 * @param region      of signatures and ARNs
 * @param account     of ARNs
 * @param accessKeyId with which clients sign
 * @param secretKey   with which clients sign
 * @param signed      whether signatures are checked
 * @param script      the faults at the start
 * @param feeds       the streams and what is fed to them
 * @param onFault     told of each fault that strikes, in order; must be quick
 */
public record EmulatorOptions(
        String host,
        int port,
        int controlPort,
        @Nullable Path folder,
        String region,
        String account,
        String accessKeyId,
        String secretKey,
        boolean signed,
        FaultScript script,
        List<FeedOptions> feeds,
        Consumer<Injection> onFault) {
    public static final int NO_CONTROL = -1;

    static final String ACCESS_KEY_ID = "AKIAKINEDEXEMULATOR0";
    static final String SECRET_KEY = "kinedex/emulator/not/a/secret/0123456789";
    private static final int STREAMS_MAX = 1_000;

    public EmulatorOptions {
        feeds = List.copyOf(feeds);
        if (feeds.size() > STREAMS_MAX) {
            throw new IllegalArgumentException("%d streams, more than %d".formatted(feeds.size(), STREAMS_MAX));
        }
        if (feeds.stream().map(FeedOptions::stream).distinct().count() < feeds.size()) {
            throw new IllegalArgumentException("two streams have the same name");
        }
    }

    /** On free ports of the loopback address, with a fixed pair of keys, no streams and no faults. */
    public static EmulatorOptions defaults() {
        return new EmulatorOptions(
                "127.0.0.1",
                0,
                0,
                null,
                "us-east-1",
                "000000000000",
                ACCESS_KEY_ID,
                SECRET_KEY,
                true,
                FaultScript.empty(),
                List.of(),
                _ -> {});
    }

    /** One more stream. */
    public EmulatorOptions with(FeedOptions feed) {
        List<FeedOptions> more = new ArrayList<>(feeds);
        more.add(feed);
        return new EmulatorOptions(
                host,
                port,
                controlPort,
                folder,
                region,
                account,
                accessKeyId,
                secretKey,
                signed,
                script,
                more,
                onFault);
    }

    public EmulatorOptions with(FaultScript other) {
        return new EmulatorOptions(
                host,
                port,
                controlPort,
                folder,
                region,
                account,
                accessKeyId,
                secretKey,
                signed,
                other,
                feeds,
                onFault);
    }

    /** Listening elsewhere. */
    public EmulatorOptions at(String otherHost, int otherPort, int otherControlPort) {
        return new EmulatorOptions(
                otherHost,
                otherPort,
                otherControlPort,
                folder,
                region,
                account,
                accessKeyId,
                secretKey,
                signed,
                script,
                feeds,
                onFault);
    }

    /** With the archive in a folder that is kept. */
    public EmulatorOptions in(Path otherFolder) {
        return new EmulatorOptions(
                host,
                port,
                controlPort,
                otherFolder,
                region,
                account,
                accessKeyId,
                secretKey,
                signed,
                script,
                feeds,
                onFault);
    }

    /** In another region and account. */
    public EmulatorOptions of(String otherRegion, String otherAccount) {
        return new EmulatorOptions(
                host,
                port,
                controlPort,
                folder,
                otherRegion,
                otherAccount,
                accessKeyId,
                secretKey,
                signed,
                script,
                feeds,
                onFault);
    }

    /** With other keys. */
    public EmulatorOptions signedWith(String id, String secret) {
        return new EmulatorOptions(
                host, port, controlPort, folder, region, account, id, secret, true, script, feeds, onFault);
    }

    /** Any signature will do, also none. */
    public EmulatorOptions unsigned() {
        return new EmulatorOptions(
                host,
                port,
                controlPort,
                folder,
                region,
                account,
                accessKeyId,
                secretKey,
                false,
                script,
                feeds,
                onFault);
    }

    public EmulatorOptions onFault(Consumer<Injection> listener) {
        return new EmulatorOptions(
                host,
                port,
                controlPort,
                folder,
                region,
                account,
                accessKeyId,
                secretKey,
                signed,
                script,
                feeds,
                listener);
    }
}
