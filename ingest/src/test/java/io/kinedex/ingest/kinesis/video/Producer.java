package io.kinedex.ingest.kinesis.video;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMedia;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMediaClient;
import com.amazonaws.services.kinesisvideo.PutMediaAckResponseHandler;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import io.kinedex.ingest.kinesis.TestEndpoint;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One PutMedia session by Amazon's client. Closed by the test. */
final class Producer implements AutoCloseable, PutMediaAckResponseHandler {
    private final AmazonKinesisVideoPutMedia client;
    private final boolean own;
    private final BlockingQueue<AckEvent> acks = new LinkedBlockingQueue<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    /** With timecodes that count from the start. */
    Producer(URI endpoint, String stream, Instant start, InputStream payload) {
        this(
                endpoint,
                new PutMediaRequest()
                        .withStreamName(stream)
                        .withFragmentTimecodeType("RELATIVE")
                        .withProducerStartTimestamp(Date.from(start))
                        .withPayload(payload));
    }

    private Producer(URI endpoint, PutMediaRequest request) {
        this(client(endpoint), true, request);
    }

    /** By a client that serves several. */
    Producer(AmazonKinesisVideoPutMedia client, PutMediaRequest request) {
        this(client, false, request);
    }

    private Producer(AmazonKinesisVideoPutMedia client, boolean own, PutMediaRequest request) {
        this.client = client;
        this.own = own;
        client.putMedia(request, this);
    }

    /** A client of the endpoint; its threads take two seconds to end. */
    static AmazonKinesisVideoPutMedia client(URI endpoint) {
        return AmazonKinesisVideoPutMediaClient.builder()
                .withRegion("us-east-1")
                .withEndpoint(endpoint.toString())
                .withCredentials(new AWSStaticCredentialsProvider(
                        new BasicAWSCredentials(TestEndpoint.ACCESS_KEY_ID, TestEndpoint.SECRET)))
                .withConnectionTimeoutInMillis(10_000)
                .build();
    }

    @Override
    public void onAckEvent(AckEvent event) {
        acks.add(event);
    }

    @Override
    public void onFailure(Throwable cause) {
        failure = cause;
        done.countDown();
    }

    @Override
    public void onComplete() {
        done.countDown();
    }

    /** The next acknowledgement. */
    AckEvent ack() throws InterruptedException {
        AckEvent next = acks.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new IllegalStateException("no acknowledgement came: " + failure);
        }
        return next;
    }

    /** All acknowledgements that were not taken yet, once the session is over. */
    List<AckEvent> rest() throws InterruptedException {
        if (!done.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the session does not end; acknowledged: " + acks);
        }
        return List.copyOf(acks);
    }

    /** Why the session failed, once it is over. */
    @Nullable
    Throwable failure() throws InterruptedException {
        if (!done.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the session does not end");
        }
        return failure;
    }

    static String text(AckEvent ack) {
        String error = ack.getErrorId() == null ? "" : " " + ack.getErrorId();
        return ack.getAckEventType().getRawValue() + " " + ack.getFragmentTimecode() + error;
    }

    @Override
    public void close() throws Exception {
        if (own) {
            client.close();
        }
    }
}
