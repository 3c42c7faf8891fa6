package io.kinedex.inference.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each figure was worked out by hand. */
class WordScoreTest {
    @ParameterizedTest
    @CsvSource({
        "the cat sat,the cat sat,0,0,0",
        "the cat sat,the hat sat,1,0,0",
        "the cat sat,the sat,0,1,0",
        "the cat sat,the old cat sat,0,0,1",
        "a b c d,b c x,1,1,0",
        "'',noise,0,0,1",
        "the cat,'',0,2,0"
    })
    void countsTheFewestErrors(String truth, String found, int substitutions, int deletions, int insertions) {
        int words = truth.isEmpty() ? 0 : truth.split(" ").length;
        WordScore score = WordScore.words(truth, found);

        assertThat(score.length()).isEqualTo(words);
        assertThat(score.errors()).isEqualTo(substitutions + deletions + insertions);
        assertThat(score.deletions() - score.insertions()).isEqualTo(deletions - insertions);
    }

    @Test
    void ratesAddUpByLength() {
        WordScore all = WordScore.words("a b c d", "a b c d").plus(WordScore.words("a", "b"));

        assertThat(all.rate()).isEqualTo(0.2);
        assertThat(WordScore.NONE.rate()).isZero();
        assertThat(WordScore.words("", "what").rate()).isEqualTo(1);
    }

    @Test
    void charactersCountWithSpaces() {
        assertThat(WordScore.characters("exit now", "exitnow").rate()).isEqualTo(1 / 8.0);
        assertThat(WordScore.characters("kitten", "sitting").errors()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "And so, my fellow Americans: ask not!|and so my fellow americans ask not",
                "Mr. Drake met Dr. Who|mister drake met doctor who",
                "Don\u2019t [music] stop (laughs)|dont stop",
                "\u00c7a va?  \u00a1Ol\u00e9!|\u00e7a va ol\u00e9",
                "\uff21\uff22\uff23 1,5 %|abc 1 5"
            })
    void plainTextForgetsCaseAndPunctuation(String text, String plain) {
        assertThat(PlainText.of(text)).isEqualTo(plain);
    }

    @Test
    void textAsWrittenKeepsCaseAndPunctuation() {
        assertThat(PlainText.asWritten(" Exit\u00a0 Now!\n")).isEqualTo("Exit Now!");
    }
}
