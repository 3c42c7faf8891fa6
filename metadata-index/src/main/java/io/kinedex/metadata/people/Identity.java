package io.kinedex.metadata.people;

import io.kinedex.metadata.record.VectorBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that is known of one person, as it is kept. Vectors are summed as whole numbers, so that the sum after many sightings
 * came and went does not depend on their order. One thread.
 */
final class Identity {
    /** What 1 is in the sum. */
    private static final double SCALE = 1 << 20;

    private static final int VERSION = 1;

    final String id;
    /** The model that made the vectors; those of another one cannot be compared. */
    final String model;

    Card card = Card.UNKNOWN;
    long sightings;
    final long[] sum = new long[FaceTable.LENGTH];
    /** From pictures. */
    final List<float[]> enrolled = new ArrayList<>();
    /** People that this is certainly not. */
    final Set<String> apart = new TreeSet<>();

    Identity(String id, String model) {
        this.id = id;
        this.model = model;
    }

    void add(float[] vector) {
        sightings++;
        weigh(vector, 1);
    }

    void take(float[] vector) {
        sightings--;
        weigh(vector, -1);
    }

    private void weigh(float[] vector, int sign) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sign * Math.round(vector[i] * SCALE);
        }
    }

    /** Takes over all that is known of another. */
    void absorb(Identity other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.sum[i];
        }
        sightings += other.sightings;
        enrolled.addAll(other.enrolled);
        apart.addAll(other.apart);
        if (!card.isKnown()) {
            card = other.card;
        }
    }

    /** Whether nothing is left that would make it somebody. */
    boolean isNobody() {
        return sightings == 0 && enrolled.isEmpty() && !card.isKnown();
    }

    /** The middle of its sightings, of length 1; meaningless where there are none. */
    float[] centre() {
        double squares = 0;
        for (long value : sum) {
            squares += (double) value * value;
        }
        double length = Math.max(1, Math.sqrt(squares));
        float[] centre = new float[sum.length];
        for (int i = 0; i < centre.length; i++) {
            centre[i] = (float) (sum[i] / length);
        }
        return centre;
    }

    Person person() {
        return new Person(id, card, sightings, enrolled.size());
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(model);
            out.writeUTF(card.name());
            out.writeUTF(card.purpose());
            out.writeUTF(card.consent().who());
            out.writeUTF(card.consent().when());
            out.writeUTF(card.consent().basis());
            out.writeLong(sightings);
            for (long value : sum) {
                out.writeLong(value);
            }
            out.writeInt(enrolled.size());
            for (float[] vector : enrolled) {
                out.write(VectorBytes.of(vector));
            }
            out.writeInt(apart.size());
            for (String other : apart) {
                out.writeUTF(other);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static Identity of(String id, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new IllegalStateException("a person is kept in the form of another version");
            }
            Identity identity = new Identity(id, in.readUTF());
            identity.card = new Card(in.readUTF(), in.readUTF(), new Consent(in.readUTF(), in.readUTF(), in.readUTF()));
            identity.sightings = in.readLong();
            for (int i = 0; i < identity.sum.length; i++) {
                identity.sum[i] = in.readLong();
            }
            for (int left = in.readInt(); left > 0; left--) {
                identity.enrolled.add(VectorBytes.floats(in.readNBytes(FaceTable.LENGTH * Float.BYTES)));
            }
            for (int left = in.readInt(); left > 0; left--) {
                identity.apart.add(in.readUTF());
            }
            return identity;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }
}
