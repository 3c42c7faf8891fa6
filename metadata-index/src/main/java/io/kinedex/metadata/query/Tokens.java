package io.kinedex.metadata.query;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Cuts texts into words, the same for texts and for queries: by the word boundaries of Unicode (UAX #29), each word as
 * {@link TermFolding} leaves it, so that punctuation and case do not count. Scripts without spaces give one token for each
 * ideograph, so that a word of several is found as a phrase. All methods may be called by any thread.
 */
public final class Tokens {
    private Tokens() {}

    /** In their order; empty where the text has neither letters nor digits. */
    public static List<String> of(String text) {
        List<String> tokens = new ArrayList<>();
        try (StandardTokenizer tokenizer = new StandardTokenizer()) {
            tokenizer.setReader(new StringReader(TermFolding.foldWhole(text)));
            CharTermAttribute term = tokenizer.addAttribute(CharTermAttribute.class);
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                tokens.add(term.toString());
            }
            tokenizer.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a text in memory cannot fail", e);
        }
        return tokens;
    }
}
