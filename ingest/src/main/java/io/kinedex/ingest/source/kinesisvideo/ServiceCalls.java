package io.kinedex.ingest.source.kinesisvideo;

import io.kinedex.ingest.stream.SourceConfig;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;
import software.amazon.awssdk.services.kinesisvideo.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesisvideo.model.StreamInfo;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.FragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ListFragmentsResponse;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;

/**
 * The calls of one consumer to the service, one attempt each and no faster than the service allows. Data endpoints are
 * resolved anew for each session, and after {@link #forget}. Any thread.
 */
final class ServiceCalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceCalls.class);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final Duration SKEW_MIN = Duration.ofSeconds(2);
    private static final int CLIENTS_MAX = 4;
    private static final long LISTED_MAX = 1000;

    private final SourceConfig.KinesisVideo source;
    private final Transport transport;
    private final Pace describing;
    private final Pace resolving;
    private final Pace reading;
    private final Pace listing;
    private final Pace fetching;
    private final Map<APIName, URI> endpoints = new EnumMap<>(APIName.class);
    private final Map<URI, KinesisVideoMediaClient> media = new HashMap<>();
    private final Map<URI, KinesisVideoArchivedMediaClient> archived = new HashMap<>();
    private @Nullable DefaultCredentialsProvider credentials;
    private @Nullable KinesisVideoClient control;
    private volatile Duration skew = Duration.ZERO;

    ServiceCalls(SourceConfig.KinesisVideo source, Transport transport, Duration callGap) {
        this.source = source;
        this.transport = transport;
        this.describing = new Pace(callGap);
        this.resolving = new Pace(callGap);
        this.reading = new Pace(callGap);
        this.listing = new Pace(callGap);
        this.fetching = new Pace(callGap);
    }

    /**
     * What the stream is.
     *
     * @param guess whether a caller that may not ask, or cannot, is told what the configuration says, without an archive
     */
    StreamFacts describe(boolean guess) throws InterruptedException {
        describing.await();
        try {
            DescribeStreamResponse answer = control().describeStream(request -> {
                if (source.byArn()) {
                    request.streamARN(source.stream());
                } else {
                    request.streamName(source.stream());
                }
            });
            noteTime(answer);
            return facts(answer.streamInfo());
        } catch (AwsServiceException e) {
            if (!guess || !isNoAnswer(e)) {
                throw e;
            }
            LOG.warn("stream '{}' cannot be described; it is read without its archive", source.stream(), e);
            return new StreamFacts(unseen(), Duration.ZERO, Optional.empty());
        }
    }

    /** Whether the service has no such operation, or not for this caller. */
    private static boolean isNoAnswer(AwsServiceException failure) {
        String code = Setback.code(failure);
        return code.startsWith("AccessDenied")
                || code.startsWith("UnknownOperation")
                || (code.isEmpty() && failure.statusCode() == 404);
    }

    /** What the stream is called as long as the service has not told its ARN. */
    String unseen() {
        return source.byArn() ? source.stream() : "kinesisvideo:%s/%s".formatted(source.region(), source.stream());
    }

    private StreamFacts facts(@Nullable StreamInfo info) {
        if (info == null) {
            return new StreamFacts(unseen(), Duration.ZERO, Optional.empty());
        }
        Integer hours = info.dataRetentionInHours();
        return new StreamFacts(
                info.streamARN() == null ? unseen() : info.streamARN(),
                Duration.ofHours(hours == null ? 0 : hours),
                Optional.ofNullable(info.creationTime()));
    }

    /** Begins a session. */
    AbortingStream getMedia(StreamFacts stream, StartSelector start) throws InterruptedException {
        forget(APIName.GET_MEDIA);
        URI endpoint = endpoint(stream, APIName.GET_MEDIA);
        reading.await();
        return new AbortingStream(media(endpoint).getMedia(request -> {
            request.startSelector(start);
            if (stream.isArn()) {
                request.streamARN(stream.id());
            } else {
                request.streamName(stream.name());
            }
        }));
    }

    /** One page of the fragments that the service's archive has in a range of server timestamps, in no order. */
    ListFragmentsResponse list(StreamFacts stream, Instant from, Instant to, @Nullable String next)
            throws InterruptedException {
        URI endpoint = endpoint(stream, APIName.LIST_FRAGMENTS);
        listing.await();
        ListFragmentsResponse answer = archived(endpoint).listFragments(request -> {
            request.maxResults(LISTED_MAX)
                    .nextToken(next)
                    .fragmentSelector(selector -> selector.fragmentSelectorType(FragmentSelectorType.SERVER_TIMESTAMP)
                            .timestampRange(range -> range.startTimestamp(from).endTimestamp(to)));
            if (stream.isArn()) {
                request.streamARN(stream.id());
            } else {
                request.streamName(stream.name());
            }
        });
        noteTime(answer);
        return answer;
    }

    /** The media of fragments of the service's archive. */
    AbortingStream fetch(StreamFacts stream, List<String> numbers) throws InterruptedException {
        URI endpoint = endpoint(stream, APIName.GET_MEDIA_FOR_FRAGMENT_LIST);
        fetching.await();
        return new AbortingStream(archived(endpoint).getMediaForFragmentList(request -> {
            request.fragments(numbers);
            if (stream.isArn()) {
                request.streamARN(stream.id());
            } else {
                request.streamName(stream.name());
            }
        }));
    }

    /** What the service's clock says, as far as this machine's is off by more than network and seconds explain. */
    Instant now() {
        return Instant.now().plus(skew);
    }

    private void noteTime(SdkResponse answer) {
        String date = answer.sdkHttpResponse().firstMatchingHeader("Date").orElse("");
        try {
            Instant told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration off = Duration.between(Instant.now(), told);
            skew = off.abs().compareTo(SKEW_MIN) > 0 ? off : Duration.ZERO;
        } catch (DateTimeException e) {
            LOG.debug("the service tells no time: '{}'", date);
        }
    }

    private URI endpoint(StreamFacts stream, APIName operation) throws InterruptedException {
        synchronized (this) {
            URI known = endpoints.get(operation);
            if (known != null) {
                return known;
            }
        }
        resolving.await();
        URI fresh = URI.create(control()
                .getDataEndpoint(request -> {
                    request.apiName(operation);
                    if (stream.isArn()) {
                        request.streamARN(stream.id());
                    } else {
                        request.streamName(stream.name());
                    }
                })
                .dataEndpoint());
        synchronized (this) {
            endpoints.put(operation, fresh);
        }
        return fresh;
    }

    /** Data endpoints are asked for again. Called while no call is under way. */
    synchronized void forget() {
        endpoints.clear();
        dropSurplus(archived);
    }

    /** Data endpoints are asked for again, while other calls may be under way. */
    synchronized void moved() {
        endpoints.clear();
    }

    private synchronized void forget(APIName operation) {
        endpoints.remove(operation);
    }

    private synchronized KinesisVideoClient control() {
        KinesisVideoClient known = control;
        if (known == null) {
            var builder = with(KinesisVideoClient.builder(), transport.calling(), ANSWER_MAX);
            if (!source.endpoint().isEmpty()) {
                builder.endpointOverride(URI.create(source.endpoint()));
            }
            known = builder.build();
            control = known;
        }
        return known;
    }

    private synchronized KinesisVideoMediaClient media(URI endpoint) {
        dropSurplus(media);
        return media.computeIfAbsent(
                endpoint,
                address -> with(KinesisVideoMediaClient.builder(), transport.streaming(), Duration.ZERO)
                        .endpointOverride(address)
                        .build());
    }

    private synchronized KinesisVideoArchivedMediaClient archived(URI endpoint) {
        return archived.computeIfAbsent(
                endpoint,
                address -> with(KinesisVideoArchivedMediaClient.builder(), transport.calling(), ANSWER_MAX)
                        .endpointOverride(address)
                        .build());
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B with(
            B builder, SdkHttpClient http, Duration answerMax) {
        if (!region().isEmpty()) {
            builder.region(Region.of(region()));
        }
        return builder.httpClient(http).credentialsProvider(credentials()).overrideConfiguration(options -> {
            options.retryStrategy(AwsRetryStrategy.doNotRetry());
            if (!answerMax.isZero()) {
                options.apiCallTimeout(answerMax);
            }
        });
    }

    private String region() {
        return source.region().isEmpty() && source.byArn() ? source.stream().split(":", -1)[3] : source.region();
    }

    private synchronized DefaultCredentialsProvider credentials() {
        DefaultCredentialsProvider known = credentials;
        if (known == null) {
            var builder = DefaultCredentialsProvider.builder();
            known = source.profile().isEmpty()
                    ? builder.build()
                    : builder.profileName(source.profile()).build();
            credentials = known;
        }
        return known;
    }

    private static <C extends AutoCloseable> void dropSurplus(Map<URI, C> clients) {
        if (clients.size() >= CLIENTS_MAX) {
            clients.values().forEach(ServiceCalls::closeQuietly);
            clients.clear();
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            LOG.debug("a client did not close in order", e);
        }
    }

    @Override
    public synchronized void close() {
        closeQuietly(control);
        media.values().forEach(ServiceCalls::closeQuietly);
        archived.values().forEach(ServiceCalls::closeQuietly);
        closeQuietly(credentials);
    }
}
