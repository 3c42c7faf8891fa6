package io.kinedex.metadata.index;

import io.kinedex.metadata.query.QueryTime;
import io.kinedex.metadata.query.TermFolding;
import io.kinedex.metadata.query.TextField;
import io.kinedex.metadata.record.Box;
import io.kinedex.metadata.record.Embedding;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.Word;
import io.kinedex.metadata.record.Wording;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.StringHelper;

/** A sighting as a Lucene document, and back. */
final class SightingDocument {
    /** Changes when an index written by earlier code can no longer be read by this one. */
    static final String SCHEMA = "4";

    static final String ID = "id";
    /** Label and kind: what a bare word means. */
    static final String WORD = "word";
    /** Tenant and stream, exactly: what WITHIN joins by. */
    static final String PLACE = "place";

    static final String START = "start";
    static final String END = "end";
    static final String DURATION = "duration";
    static final String CONFIDENCE = "confidence";
    /** A hash of the id: makes every order total. */
    static final String TIE = "tie";

    /** Rerun and engine, of what a rerun found. */
    static final String RERUN = "rerun";

    static final String HIT = "hit";

    /** Newest first; segments are kept in this order, so that a search for the newest can stop early. */
    static final Sort NEWEST =
            new Sort(new SortField(START, SortField.Type.LONG, true), new SortField(TIE, SortField.Type.LONG));

    private static final int ID_LENGTH_MAX = 512;

    private SightingDocument() {}

    /**
     * @param owner whose face it is
     * @param rerun that found it, as {@link HiddenReruns#key} says it; empty where none did
     */
    static Document of(String tenant, Hit hit, Optional<String> owner, String rerun) {
        Sighting sighting = hit.sighting();
        Document document = new Document();
        document.add(new StringField(ID, idTerm(sighting.id()).bytes(), Field.Store.NO));
        String label = TermFolding.fold(sighting.label());
        String kind = TermFolding.fold(sighting.kind());
        addText(document, TextField.LABEL.key(), label);
        addText(document, TextField.KIND.key(), kind);
        addText(document, TextField.STREAM.key(), TermFolding.fold(hit.stream()));
        addText(document, TextField.ENGINE.key(), TermFolding.fold(hit.engine()));
        addText(document, TextField.MODEL.key(), TermFolding.fold(hit.model()));
        addText(document, WORD, label);
        if (!kind.equals(label)) {
            addText(document, WORD, kind);
        }
        WordingFields.add(document, sighting);
        VectorFields.add(document, sighting.embedding());
        owner.ifPresent(id -> addText(document, TextField.PERSON.key(), id));
        if (!rerun.isEmpty()) {
            document.add(new StringField(RERUN, rerun, Field.Store.YES));
        }
        addNumbers(document, sighting);
        document.add(new SortedDocValuesField(PLACE, place(tenant, hit.stream())));
        document.add(new StoredField(HIT, encode(hit)));
        return document;
    }

    private static void addText(Document document, String field, String folded) {
        document.add(new StringField(field, folded, Field.Store.NO));
    }

    private static void addNumbers(Document document, Sighting sighting) {
        long start = QueryTime.millis(sighting.start());
        long end = QueryTime.millis(sighting.end());
        long confidence = sortable(sighting.confidence());
        document.add(NumericDocValuesField.indexedField(START, start));
        document.add(NumericDocValuesField.indexedField(END, end));
        document.add(new LongPoint(DURATION, end - start));
        document.add(new NumericDocValuesField(DURATION, end - start));
        document.add(new LongPoint(CONFIDENCE, confidence));
        document.add(new NumericDocValuesField(CONFIDENCE, confidence));
        document.add(new NumericDocValuesField(TIE, hash(new BytesRef(sighting.id()))));
    }

    /** A long that sorts like the double. */
    static long sortable(double value) {
        return NumericUtils.doubleToSortableLong(value + 0.0); // no negative zero
    }

    /** The term of a sighting's document; very long ids stand as their hash. */
    static Term idTerm(String id) {
        BytesRef bytes = new BytesRef(id);
        return new Term(ID, bytes.length <= ID_LENGTH_MAX ? bytes : new BytesRef("#" + Long.toHexString(hash(bytes))));
    }

    static long hash(BytesRef bytes) {
        return StringHelper.murmurhash3_x64_128(bytes)[0];
    }

    static BytesRef place(String tenant, String stream) {
        BytesRef exact = new BytesRef(tenant + '\0' + stream);
        return exact.length <= ID_LENGTH_MAX * 4 ? exact : new BytesRef("#" + Long.toHexString(hash(exact)));
    }

    private static BytesRef encode(Hit hit) {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        Sighting sighting = hit.sighting();
        for (String text : new String[] {
            hit.stream(),
            hit.engine(),
            hit.model(),
            hit.recordId(),
            hit.fragmentNumber(),
            sighting.id(),
            sighting.kind(),
            sighting.label()
        }) {
            out.writeString(text);
        }
        for (Instant time : new Instant[] {sighting.start(), sighting.end(), sighting.best()}) {
            write(out, time);
        }
        Box box = sighting.box();
        for (double number : new double[] {box.left(), box.top(), box.width(), box.height(), sighting.confidence()}) {
            out.writeLong(Double.doubleToRawLongBits(number));
        }
        out.writeByte((byte) (sighting.open() ? 1 : 0));
        encode(out, sighting.wording());
        return new BytesRef(out.toArrayCopy());
    }

    private static void encode(ByteBuffersDataOutput out, Wording wording) {
        out.writeString(wording.text());
        out.writeString(wording.language());
        out.writeInt(wording.words().size());
        for (Word word : wording.words()) {
            out.writeString(word.text());
            write(out, word.start());
            write(out, word.end());
            out.writeLong(Double.doubleToRawLongBits(word.confidence()));
        }
    }

    private static void write(ByteBuffersDataOutput out, Instant time) {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    /** The embedding is not kept with the hit. */
    static Hit decode(BytesRef bytes, double score) throws IOException {
        ByteArrayDataInput in = new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length);
        String stream = in.readString();
        String engine = in.readString();
        String model = in.readString();
        String recordId = in.readString();
        String fragmentNumber = in.readString();
        String id = in.readString();
        String kind = in.readString();
        String label = in.readString();
        Instant start = instant(in);
        Instant end = instant(in);
        Instant best = instant(in);
        Box box = new Box(number(in), number(in), number(in), number(in));
        double confidence = number(in);
        boolean open = in.readByte() == 1;
        Sighting sighting =
                new Sighting(id, kind, label, start, end, best, box, confidence, open, wording(in), Embedding.NONE);
        return new Hit(stream, sighting, engine, model, recordId, fragmentNumber, score);
    }

    private static Wording wording(ByteArrayDataInput in) throws IOException {
        String text = in.readString();
        String language = in.readString();
        List<Word> words = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            words.add(new Word(in.readString(), instant(in), instant(in), number(in)));
        }
        return new Wording(text, language, words);
    }

    private static Instant instant(ByteArrayDataInput in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static double number(ByteArrayDataInput in) throws IOException {
        return Double.longBitsToDouble(in.readLong());
    }
}
