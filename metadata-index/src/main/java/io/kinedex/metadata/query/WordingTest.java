package io.kinedex.metadata.query;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.lucene.util.automaton.CharacterRunAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;

/**
 * Whether a text has the words of a term one after the other. A word is there as it is, or, where the text's language is
 * known and the term is neither a pattern nor fuzzy, by its stem. Safe for all threads.
 */
final class WordingTest {
    private final List<String> plain;
    private final List<Predicate<String>> tests;
    /** Of the plain words, by language. */
    private final Map<String, List<Predicate<String>>> stems = new ConcurrentHashMap<>();

    private WordingTest(List<String> plain, List<Predicate<String>> tests) {
        this.plain = plain;
        this.tests = tests;
    }

    /** @param edits characters that may be wrong in each word, 0..2 */
    static WordingTest of(Term term, int edits) {
        if (term.wildcard()) {
            return new WordingTest(List.of(), List.of(new Glob(term.folded())::matches));
        }
        List<String> tokens = Tokens.of(term.text());
        return edits == 0
                ? new WordingTest(
                        tokens,
                        tokens.stream()
                                .<Predicate<String>>map(token -> token::equals)
                                .toList())
                : new WordingTest(
                        List.of(),
                        tokens.stream().map(token -> fuzzy(token, edits)).toList());
    }

    private static Predicate<String> fuzzy(String token, int edits) {
        CharacterRunAutomaton automaton =
                new CharacterRunAutomaton(new LevenshteinAutomata(token, true).toAutomaton(edits));
        return automaton::run;
    }

    boolean holds(SeenWording wording) {
        if (found(wording.tokens(), tests)) {
            return true;
        }
        return !plain.isEmpty()
                && wording.language()
                        .map(language -> found(wording.stems(), stems(language)))
                        .orElse(false);
    }

    private List<Predicate<String>> stems(String language) {
        return stems.computeIfAbsent(
                language,
                known -> plain.stream()
                        .map(token -> Stems.stem(known, token))
                        .<Predicate<String>>map(stem -> stem::equals)
                        .toList());
    }

    private static boolean found(List<String> tokens, List<Predicate<String>> tests) {
        for (int from = 0; !tests.isEmpty() && from + tests.size() <= tokens.size(); from++) {
            if (foundAt(tokens, from, tests)) {
                return true;
            }
        }
        return false;
    }

    private static boolean foundAt(List<String> tokens, int from, List<Predicate<String>> tests) {
        for (int i = 0; i < tests.size(); i++) {
            if (!tests.get(i).test(tokens.get(from + i))) {
                return false;
            }
        }
        return true;
    }
}
