package io.kinedex.metadata.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** Against the Kinesis Client Library, which takes apart what the Kinesis Producer Library writes. */
class AggregateTest {
    @RepeatedTest(20)
    void theClientLibraryTakesItApart(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String key = "kämera-".repeat(1 + random.nextInt(30));
        List<byte[]> records = new ArrayList<>();
        int expected = Aggregate.emptyBytes(key);
        for (int i = 0; i <= random.nextInt(40); i++) {
            byte[] data = new byte[random.nextInt(40_000)];
            random.nextBytes(data);
            records.add(data);
            expected += Aggregate.recordBytes(data.length);
        }

        byte[] aggregate = Aggregate.of(key, records);

        assertThat(aggregate).hasSize(expected);
        List<KinesisClientRecord> apart = new AggregatorUtil()
                .deaggregate(List.of(KinesisClientRecord.builder()
                        .data(ByteBuffer.wrap(aggregate))
                        .partitionKey(key)
                        .sequenceNumber("1")
                        .build()));
        assertThat(apart).hasSameSizeAs(records);
        for (int i = 0; i < records.size(); i++) {
            byte[] data = new byte[apart.get(i).data().remaining()];
            apart.get(i).data().get(data);
            assertThat(data).isEqualTo(records.get(i));
            assertThat(apart.get(i).partitionKey()).isEqualTo(key);
            assertThat(apart.get(i).subSequenceNumber()).isEqualTo(i);
        }
    }
}
