package io.kinedex.metadata.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.metadata.stream.SequenceNumber;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private final Acknowledgements acknowledgements = new Acknowledgements(new SequenceNumber(10));

    private long acknowledged() {
        return acknowledgements.acknowledged().value();
    }

    @Test
    void advancesOnlyPastWhatIsWhollyAcknowledged() {
        acknowledgements.expect(new SequenceNumber(12), 1);
        acknowledgements.expect(new SequenceNumber(15), 2);
        acknowledgements.expect(new SequenceNumber(16), 1);
        assertThat(acknowledged()).isEqualTo(11);
        acknowledgements.acknowledge(16);
        acknowledgements.acknowledge(15);
        assertThat(acknowledged()).isEqualTo(11);
        acknowledgements.acknowledge(12);
        assertThat(acknowledged()).isEqualTo(14);
        acknowledgements.acknowledge(15);
        assertThat(acknowledged()).isEqualTo(16);
    }

    @Test
    void aRecordWithoutPayloadsIsDoneAtOnce() {
        acknowledgements.expect(new SequenceNumber(11), 0);
        assertThat(acknowledged()).isEqualTo(11);
        acknowledgements.expect(new SequenceNumber(12), 1);
        acknowledgements.expect(new SequenceNumber(13), 0);
        assertThat(acknowledged()).isEqualTo(11);
        acknowledgements.acknowledge(12);
        assertThat(acknowledged()).isEqualTo(13);
    }
}
