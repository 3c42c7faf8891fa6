package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.record.Embedding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is like something else: by the embedding's nearest neighbours and, where there are words, by BM25 over what was
 * said and written. The lists become one by reciprocal rank fusion: each hit counts 1 / ({@value #RANK_OFFSET} + its rank) in
 * each list that has it.
 *
 * @see <a href="https://doi.org/10.1145/1571941.1572114">Cormack, Clarke, Büttcher: Reciprocal Rank Fusion, 2009</a>
 */
final class LikenessSearch {
    private static final int RANK_OFFSET = 60;
    private static final int CANDIDATES_MIN = 100;

    private final IndexSearcher searcher;
    private final QueryTranslator translator;
    private final LikenessRequest request;

    LikenessSearch(IndexSearcher searcher, QueryTranslator translator, LikenessRequest request) {
        this.searcher = searcher;
        this.translator = translator;
        this.request = request;
    }

    List<Hit> run() throws IOException {
        org.apache.lucene.search.@Nullable Query filter = request.filter() instanceof Query.All && !translator.hides()
                ? null
                : translator.translate(request.filter());
        int candidates = Math.max(CANDIDATES_MIN, request.limit());
        List<ScoreDoc[]> lists = new ArrayList<>();
        for (Embedding to : request.to()) {
            lists.add(searcher.search(VectorFields.nearest(to, candidates, filter), candidates).scoreDocs);
        }
        if (!request.words().isBlank()) {
            lists.add(searcher.search(worded(filter), candidates).scoreDocs);
        }
        List<ScoreDoc> best = lists.size() == 1 ? List.of(lists.getFirst()) : fused(lists);
        List<ScoreDoc> page = best.subList(0, Math.min(best.size(), request.limit()));
        return SightingLookup.hits(searcher, page);
    }

    private org.apache.lucene.search.Query worded(org.apache.lucene.search.@Nullable Query filter) {
        BooleanQuery words = WordingFields.anyWord(request.words());
        if (words.clauses().isEmpty()) {
            return new MatchNoDocsQuery("no words");
        }
        if (filter == null) {
            return words;
        }
        return new BooleanQuery.Builder()
                .add(words, BooleanClause.Occur.MUST)
                .add(filter, BooleanClause.Occur.FILTER)
                .build();
    }

    private static List<ScoreDoc> fused(List<ScoreDoc[]> lists) {
        Map<Integer, Float> scores = new HashMap<>();
        for (ScoreDoc[] list : lists) {
            for (int rank = 0; rank < list.length; rank++) {
                scores.merge(list[rank].doc, 1f / (RANK_OFFSET + rank + 1), Float::sum);
            }
        }
        List<ScoreDoc> fused = new ArrayList<>();
        scores.forEach((doc, score) -> fused.add(new ScoreDoc(doc, score)));
        fused.sort(Comparator.<ScoreDoc>comparingDouble(hit -> -hit.score).thenComparingInt(hit -> hit.doc));
        return fused;
    }
}
