package io.kinedex.metadata.index;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;

/**
 * Sightings near another one of a query on the same stream: the filter half of {@code A WITHIN gap OF B}. Meant to stand
 * beside A in a conjunction, whose documents it then tests one by one.
 */
final class NearQuery extends Query {
    /** Roughly how many simple steps a test takes. */
    private static final float COST = 150;

    private final Query of;
    private final long gapMillis;
    private final IntervalStore store;

    NearQuery(Query of, long gapMillis, IntervalStore store) {
        this.of = of;
        this.gapMillis = gapMillis;
        this.store = store;
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
        Query rewritten = of.rewrite(searcher);
        return rewritten.equals(of) ? this : new NearQuery(rewritten, gapMillis, store);
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) throws IOException {
        Weight right = searcher.createWeight(of, ScoreMode.COMPLETE_NO_SCORES, 1);
        Neighbours neighbours = new Neighbours(of, right, searcher.getIndexReader(), store);
        return new ConstantScoreWeight(this, boost) {
            @Override
            public ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
                Scorer scorer = new ConstantScoreScorer(score(), scoreMode, test(leaf, neighbours));
                return new DefaultScorerSupplier(scorer);
            }

            @Override
            public boolean isCacheable(LeafReaderContext leaf) {
                return false; // other segments have a say
            }
        };
    }

    private TwoPhaseIterator test(LeafReaderContext leaf, Neighbours neighbours) throws IOException {
        DocIdSetIterator all = DocIdSetIterator.all(leaf.reader().maxDoc());
        NearTest test = new NearTest(neighbours, leaf, gapMillis);
        return new TwoPhaseIterator(all) {
            @Override
            public boolean matches() throws IOException {
                return test.near(all.docID());
            }

            @Override
            public float matchCost() {
                return COST;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "near(%s, %d ms)".formatted(of, gapMillis);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NearQuery near && near.gapMillis == gapMillis && near.of.equals(of);
    }

    @Override
    public int hashCode() {
        return Objects.hash(NearQuery.class, of, gapMillis);
    }
}
