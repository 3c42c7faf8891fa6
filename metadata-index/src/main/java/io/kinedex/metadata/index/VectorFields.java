package io.kinedex.metadata.index;

import io.kinedex.metadata.record.Embedding;
import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings as Lucene vectors: a field for each model, in a graph of near neighbours (HNSW) whose nodes are compared by 8-bit
 * numbers. Stateless.
 */
final class VectorFields {
    /** Vectors longer than this are kept in the stream alone. */
    static final int DIMENSIONS_MAX = 1024;

    private static final String PREFIX = "vector:";

    private VectorFields() {}

    static void add(Document document, Embedding embedding) {
        float[] vector = embedding.vector();
        if (vector.length > 0 && vector.length <= DIMENSIONS_MAX && !isZero(vector)) {
            // cosine, not the inner product of lengths that are 1: what comes from outside may be longer
            document.add(new KnnFloatVectorField(field(embedding), vector, VectorSimilarityFunction.COSINE));
        }
    }

    private static boolean isZero(float[] vector) {
        for (float value : vector) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** With the vector's length, which a field cannot change: a model may be replaced by another one of its name. */
    private static String field(Embedding embedding) {
        return PREFIX + embedding.dimensions() + ':' + embedding.model();
    }

    private static String model(String field) {
        return field.substring(field.indexOf(':', PREFIX.length()) + 1);
    }

    /** The {@code count} nearest of those that answer the filter. */
    static Query nearest(Embedding to, int count, @Nullable Query filter) {
        return new KnnFloatVectorQuery(field(to), to.vector(), count, filter);
    }

    /** The embedding of a document; {@link Embedding#NONE} where it has none. */
    static Embedding of(IndexSearcher searcher, int document) throws IOException {
        LeafReaderContext leaf = searcher.getIndexReader()
                .leaves()
                .get(ReaderUtil.subIndex(document, searcher.getIndexReader().leaves()));
        for (var info : leaf.reader().getFieldInfos()) {
            if (info.name.startsWith(PREFIX)) {
                FloatVectorValues values = leaf.reader().getFloatVectorValues(info.name);
                KnnVectorValues.DocIndexIterator at = values == null ? null : values.iterator();
                if (values != null && at != null && at.advance(document - leaf.docBase) == document - leaf.docBase) {
                    return new Embedding(model(info.name), values.vectorValue(at.index()));
                }
            }
        }
        return Embedding.NONE;
    }

    /** Lucene's own codec, with vectors quantised. */
    static Codec codec() {
        KnnVectorsFormat vectors = new Lucene104HnswScalarQuantizedVectorsFormat();
        return new Lucene104Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return vectors;
            }
        };
    }
}
