package io.kinedex.ingest.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ListFragmentsResponse;

/** Everything at random against a consumer that is as simple as one can be that loses nothing. */
class RandomFaultsTest {
    private static final String STREAM = "gate-2";
    private static final int COUNT = 60;
    private static final int CALLS_MAX = 400;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aConsumerThatGoesOnAndLooksForGapsHasExactlyWhatTheLedgerHas(long seed) throws InterruptedException {
        FeedOptions feed = FeedOptions.testCard(STREAM)
                .withFragmentLength(Duration.ofSeconds(1))
                .withDuration(Duration.ofSeconds(COUNT))
                .withPace(FeedOptions.MAX)
                .startingAt(Instant.parse("2026-01-01T00:00:00Z"));
        FaultScript script = FaultScript.empty().seeded(seed).with(FaultScript.random(2));
        try (KvsEmulator kvs =
                KvsEmulator.start(EmulatorOptions.defaults().with(feed).with(script))) {
            assertThat(kvs.awaitFed(STREAM, Duration.ofMinutes(1))).isTrue();

            Collection<FragmentNumber> got = new Consumer(kvs).readAll();

            assertThat(got).containsExactlyElementsOf(kvs.ledger(STREAM).numbers());
            assertThat(kvs.faults().counts().keySet()).hasSizeGreaterThan(3);
            assertThat(kvs.ledger(STREAM).fragments())
                    .hasSize(COUNT - kvs.ledger(STREAM).withheld().size());
        }
    }

    /** For one thread. */
    private static final class Consumer {
        private final KvsEmulator kvs;
        private final TreeMap<FragmentNumber, Integer> have = new TreeMap<>();
        private FragmentNumber last = FragmentNumber.ONE;
        private int calls;

        Consumer(KvsEmulator kvs) {
            this.kvs = kvs;
        }

        Set<FragmentNumber> readAll() throws InterruptedException {
            List<FragmentNumber> listed = listed();
            while (last.compareTo(listed.getLast()) < 0) {
                take(client -> have.isEmpty()
                        ? client.getMedia(distance(listed))
                        : client.getMediaAfter(last, distance(listed)));
            }
            for (List<FragmentNumber> missing = missing(listed); !missing.isEmpty(); missing = missing(listed)) {
                List<FragmentNumber> wanted = missing;
                take(client -> client.getFragments(wanted));
            }
            return have.keySet();
        }

        private int distance(List<FragmentNumber> listed) {
            return (int)
                    listed.stream().filter(number -> number.compareTo(last) > 0).count();
        }

        /** A fragment without media is as good as one that did not come. */
        private List<FragmentNumber> missing(List<FragmentNumber> listed) {
            return listed.stream()
                    .filter(number -> have.getOrDefault(number, 0) == 0)
                    .toList();
        }

        private interface Reading {
            EmulatorClient.Answer read(EmulatorClient client);
        }

        private void take(Reading reading) throws InterruptedException {
            try (EmulatorClient client = client()) {
                for (Fragment fragment : reading.read(client).fragments()) {
                    have.merge(fragment.number(), fragment.blocks().size(), Math::max);
                    last = fragment.number().compareTo(last) > 0 ? fragment.number() : last;
                }
            }
        }

        private EmulatorClient client() throws InterruptedException {
            while (true) {
                calls++;
                if (calls > CALLS_MAX) {
                    throw new AssertionError("%d calls and no end: %s"
                            .formatted(calls, kvs.faults().counts()));
                }
                try (EmulatorClient asking = new EmulatorClient(kvs, STREAM)) {
                    URI endpoint = asking.dataEndpoint();
                    return new EmulatorClient(kvs, STREAM, endpoint);
                } catch (SdkException _) {
                    Thread.sleep(20);
                }
            }
        }

        private List<FragmentNumber> listed() throws InterruptedException {
            Set<FragmentNumber> numbers = new TreeSet<>();
            String token = null;
            do {
                ListFragmentsResponse page = page(token);
                page.fragments().forEach(each -> numbers.add(FragmentNumber.parse(each.fragmentNumber())));
                token = page.nextToken();
            } while (token != null);
            return new ArrayList<>(numbers);
        }

        private ListFragmentsResponse page(@org.jspecify.annotations.Nullable String token)
                throws InterruptedException {
            while (true) {
                try (EmulatorClient client = client()) {
                    return token == null
                            ? client.archived().listFragments(r -> r.streamName(STREAM))
                            : client.archived()
                                    .listFragments(r -> r.streamName(STREAM).nextToken(token));
                } catch (SdkException _) {
                    Thread.sleep(20);
                }
            }
        }
    }
}
