package io.kinedex.ingest.emulator;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMedia;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMediaClient;
import com.amazonaws.services.kinesisvideo.PutMediaAckResponseHandler;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import java.io.InputStream;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A plain producer by the one client of AWS that has PutMedia. */
final class EmulatorProducer {
    private EmulatorProducer() {}

    /** What came back. */
    record Answer(List<AckEvent> acks, Optional<Throwable> failure) {
        long count(AckEventType.Values type) {
            return acks.stream()
                    .filter(ack -> ack.getAckEventType().getEnumValue() == type)
                    .count();
        }
    }

    static Answer put(KvsEmulator emulator, String stream, InputStream media) throws InterruptedException {
        ConcurrentLinkedQueue<AckEvent> acks = new ConcurrentLinkedQueue<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        AmazonKinesisVideoPutMedia client = AmazonKinesisVideoPutMediaClient.builder()
                .withRegion(emulator.region())
                .withEndpoint(emulator.dataEndpoint().toString())
                .withCredentials(new AWSStaticCredentialsProvider(
                        new BasicAWSCredentials(emulator.accessKeyId(), emulator.secretKey())))
                .withConnectionTimeoutInMillis(10_000)
                .build();
        try {
            client.putMedia(
                    new PutMediaRequest()
                            .withStreamName(stream)
                            .withFragmentTimecodeType("RELATIVE")
                            .withProducerStartTimestamp(Date.from(Instant.parse("2026-01-01T00:00:00Z")))
                            .withPayload(media),
                    new PutMediaAckResponseHandler() {
                        @Override
                        public void onAckEvent(AckEvent event) {
                            acks.add(event);
                        }

                        @Override
                        public void onFailure(Throwable why) {
                            failure.set(why);
                            done.countDown();
                        }

                        @Override
                        public void onComplete() {
                            done.countDown();
                        }
                    });
            if (!done.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("PutMedia does not end");
            }
        } finally {
            client.close();
        }
        return new Answer(List.copyOf(acks), Optional.ofNullable(failure.get()));
    }
}
