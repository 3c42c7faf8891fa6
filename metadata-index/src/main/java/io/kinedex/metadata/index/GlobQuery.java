package io.kinedex.metadata.index;

import io.kinedex.metadata.query.Glob;
import java.io.IOException;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * Documents with a term that matches a wildcard pattern. Walks the terms with the pattern's prefix and tests each, so that
 * no pattern can be worse than another; Lucene's own query builds an automaton, which some patterns blow up.
 */
final class GlobQuery extends MultiTermQuery {
    private final String pattern;

    GlobQuery(String field, String foldedPattern) {
        super(field, CONSTANT_SCORE_BLENDED_REWRITE);
        this.pattern = foldedPattern;
    }

    @Override
    protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
        return new Matching(terms.iterator(), new Glob(pattern));
    }

    @Override
    public void visit(QueryVisitor visitor) {
        if (visitor.acceptField(getField())) {
            visitor.visitLeaf(this);
        }
    }

    @Override
    public String toString(String field) {
        return getField() + ":" + pattern;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof GlobQuery glob && glob.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + pattern.hashCode();
    }

    private static final class Matching extends FilteredTermsEnum {
        private final Glob glob;
        private final BytesRef prefix;

        Matching(TermsEnum terms, Glob glob) {
            super(terms);
            this.glob = glob;
            this.prefix = new BytesRef(glob.prefix());
            setInitialSeekTerm(prefix);
        }

        @Override
        protected AcceptStatus accept(BytesRef term) {
            if (!StringHelper.startsWith(term, prefix)) {
                return AcceptStatus.END;
            }
            return glob.matches(term.utf8ToString()) ? AcceptStatus.YES : AcceptStatus.NO;
        }
    }
}
