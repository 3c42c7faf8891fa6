package io.kinedex.metadata.query;

import static io.kinedex.metadata.query.QueryParser.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinedex.metadata.MetadataException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "car                                   | car",
                "  car  truck                          | car AND truck",
                "car AND truck bus                     | car AND truck AND bus",
                "(car AND truck) AND bus               | car AND truck AND bus",
                "car OR (truck OR bus)                 | car OR truck OR bus",
                "a b OR c d                            | a AND b OR c AND d",
                "a (b OR c)                            | a AND (b OR c)",
                "NOT a b                               | NOT a AND b",
                "NOT (a b)                             | NOT (a AND b)",
                "NOT NOT a                             | NOT NOT a",
                "((a))                                 | a",
                "a WITHIN 5s OF b c                    | a WITHIN 5s OF b AND c",
                "c a WITHIN 5s OF b                    | c AND a WITHIN 5s OF b",
                "a WITHIN 5s OF b WITHIN 1000ms OF c   | a WITHIN 5s OF b WITHIN 1s OF c",
                "a WITHIN 5s OF (b WITHIN 1s OF c)     | a WITHIN 5s OF (b WITHIN 1s OF c)",
                "(NOT a) WITHIN 90s OF (b OR c)        | (NOT a) WITHIN 1m30s OF (b OR c)",
                "a WITHIN 0s OF(b)                     | a WITHIN 0s OF b",
                "a AND(b)OR(c)                         | a AND b OR c",
                "and or not                            | and AND or AND not",
                "ANDROID OFF                           | ANDROID AND OFF",
                "label:AND                             | label:\"AND\"",
                "label: car                            | label:car",
                "label:\"car\"                         | label:car",
                "\"traffic  light\"                    | \"traffic  light\"",
                "\"a*\" a*                             | \"a*\" AND a*",
                "\"q\\\"b\\\\s\"                       | \"q\\\"b\\\\s\"",
                "*                                     | *",
                "label:*                               | label:*",
                "confidence >= 0.60                    | confidence>=0.6",
                "confidence:1                          | confidence=1",
                "confidence<.5                         | confidence<0.5",
                "confidence:0.5..0.8                   | confidence>=0.5 AND confidence<=0.8",
                "NOT confidence:0.5..0.8               | NOT (confidence>=0.5 AND confidence<=0.8)",
                "duration>0.5s                         | duration>500ms",
                "duration:1w..2w                       | duration>=7d AND duration<=14d",
                "duration=0s                           | duration=0s",
                "after:2026-11-20                      | after:2026-11-20T00:00:00Z",
                "before:2026-11-20T10:00               | before:2026-11-20T10:00:00Z",
                "before:2026-11-20T10:00:00.5+01:00    | before:2026-11-20T09:00:00.500Z",
                "before:2026-11-20T10:00-03:30         | before:2026-11-20T13:30:00Z",
                "after:-15m                            | after:now-15m",
                "after:now+1h                          | after:now+1h",
                "after:now                             | after:now",
                "after:-0s                             | after:now",
                "stream:gate-2/a.b@c#1                 | stream:gate-2/a.b@c#1",
                "label:自動車                           | label:自動車",
                "confidence                            | confidence",
            })
    void writesWhatItReadInCanonicalForm(String text, String canonical) {
        Query query = parse(text);

        assertThat(query).hasToString(canonical);
        assertThat(parse(canonical)).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "label:person WITHIN five OF car | 20 | five   | a duration",
                "car AND                         | 7  | ''     | a word, a phrase",
                "car OR OR truck                 | 7  | OR     | the word itself is \"OR\"",
                "(car OR truck                   | 13 | ''     | the ) of the ( at column 1",
                "car )                           | 4  | )      | closes nothing",
                "()                              | 1  | )      | a word",
                "colour:red                      | 0  | colour:red | one of the fields label, kind",
                "confidence>=60                  | 12 | 60     | between 0 and 1",
                "confidence>=-1                  | 12 | -1     | between 0 and 1",
                "confidence>=NaN                 | 12 | NaN    | between 0 and 1",
                "confidence=>0.5                 | 10 | =      | one of the signs",
                "confidence:0.5..2               | 16 | 2      | between 0 and 1",
                "label>=3                        | 0  | label  | confidence or duration before the sign",
                "duration>2                      | 9  | 2      | a duration",
                "duration>0.5ms                  | 9  | 0.5ms  | whole milliseconds",
                "duration>99999999d              | 9  | 99999999d | a duration",
                "after:yesterday                 | 6  | yesterday | a time such as",
                "after:2026-13-01                | 6  | 2026-13-01 | a time such as",
                "after:2026-02-30T10:00:00Z      | 6  | 2026-02-30T10:00:00Z | a time such as",
                "after:0000-01-01                | 6  | 0000-01-01 | a time such as",
                "label:                          | 6  | ''     | a word or a phrase in quotes after label:",
                "label:)                         | 6  | )      | a word or a phrase in quotes after label:",
                "stream:a:b                      | 7  | a:b    | without a colon",
                "\"abc                           | 4  | ''     | ends the phrase begun at column 1",
                "\"  \"                          | 0  | \"     | a phrase of 1 to 256",
                "-car                            | 0  | -car   | NOT before",
                "label:!car                      | 6  | !car   | NOT before",
                "person WITHIN 5s car            | 17 | car    | OF, as in",
                "WITHIN 5s OF car                | 0  | WITHIN | a word",
                "person WITHIN 5s OF NOT car     | 20 | NOT    | a word",
                "person WITHIN 5s OF             | 19 | ''     | a word",
                "*a*b*c*d*e*f*g*h*               | 0  | *a*b*c*d*e*f*g*h* | at most 8 asterisks",
                "a \\ b                          | 2  | \\     | a word",
            })
    void saysWhereAndWhatWasExpected(String text, int offset, String found, String expected) {
        QuerySyntaxException error = refused(text);

        assertThat(error.offset()).isEqualTo(offset);
        assertThat(error.found()).isEqualTo(found);
        assertThat(error.expected()).contains(expected);
        assertThat(error.code()).isEqualTo(MetadataException.Code.BAD_QUERY);
    }

    @Test
    void pointsAtThePlaceWithACaret() {
        assertThat(refused("label:person WITHIN five OF car").getMessage().lines())
                .containsExactly(
                        "query, column 21: found 'five', expected a duration of whole milliseconds such as 500ms, 5s, 2.5m or"
                                + " 1h30m",
                        "  label:person WITHIN five OF car",
                        "                      ^");
    }

    @Test
    void showsOnlyTheNeighbourhoodOfALongQuerysError() {
        String text = "word ".repeat(100) + "colour:red" + " word".repeat(20);

        assertThat(refused(text).getMessage().lines().toList()).satisfies(lines -> {
            assertThat(lines.get(1)).startsWith("  ...").endsWith("...").hasSizeLessThan(140);
            assertThat(lines.get(1).substring(lines.get(2).length() - 1)).startsWith("colour:red");
        });
    }

    @Test
    void refusesNothing() {
        assertThat(refused("").expected()).contains("* finds everything");
        assertThat(refused(" \n\t ").expected()).contains("* finds everything");
    }

    @Test
    void boundsLengthDepthAndNumberOfClauses() {
        assertThat(parse("a ".repeat(128))).isInstanceOf(Query.And.class);
        assertThat(refused("a ".repeat(129)).expected()).isEqualTo("at most 128 clauses");
        assertThat(parse("(".repeat(32) + "a" + ")".repeat(32))).hasToString("a");
        assertThat(refused("(".repeat(33) + "a" + ")".repeat(33)).expected()).startsWith("at most 32 parentheses");
        assertThat(refused("NOT ".repeat(1000) + "a").expected()).startsWith("at most 32 parentheses");
        assertThat(refused("a".repeat(4097)).expected()).startsWith("at most 4096 characters");
        assertThat(refused("a".repeat(257)).expected()).startsWith("a word of at most 256 characters");
        assertThat(refused("a" + " WITHIN 1s OF a".repeat(9)).expected()).isEqualTo("at most 8 WITHINs");
    }

    @Test
    void readsWhatRandomQueriesWrite() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            Query query = new RandomQueries(random).query(4);

            assertThat(parse(query.toString())).as(query.toString()).isEqualTo(query);
        }
    }

    @Test
    void answersAnyTextWithAQueryOrAPlace() {
        Random random = new Random(11);
        String[] pieces = {
            "car",
            "AND",
            "OR",
            "NOT",
            "WITHIN",
            "OF",
            "5s",
            "(",
            ")",
            "\"",
            ":",
            "label",
            "after:",
            "confidence",
            ">=",
            "0.5",
            "*",
            "?",
            "\\",
            "-",
            "now",
            "..",
            " ",
            " ",
            " ",
            "\n",
            "\uD83D\uDE97",
            "\uD83D",
            "\u0000",
            "ß",
            "İ",
            "duration",
            "<",
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                Query query = parse(text.toString());
                assertThat(parse(query.toString())).as(text.toString()).isEqualTo(query);
            } catch (QuerySyntaxException e) {
                assertThat(e.offset()).as(text.toString()).isBetween(0, text.length());
            }
        }
    }

    @Test
    void matchesWildcardsWithoutBlowingUp() {
        assertThat(new Glob("ca*").matches("car")).isTrue();
        assertThat(new Glob("ca*").matches("ca")).isTrue();
        assertThat(new Glob("?at").matches("\uD83D\uDE97at")).isTrue();
        assertThat(new Glob("*a*b?").matches("xxaxxbbz")).isTrue();
        assertThat(new Glob("*a*b").matches("ba")).isFalse();
        assertThat(new Glob("*a*a*a*a*a*a*a*b").matches("a".repeat(256))).isFalse();
    }

    @Test
    void foldsCaseFormsAndSpaces() {
        assertThat(TermFolding.fold("  Traffic \n LIGHT ")).isEqualTo("traffic light");
        assertThat(TermFolding.fold("ＣＡＲ")).isEqualTo("car");
        assertThat(TermFolding.fold("ΟΔΟΣ")).isEqualTo(TermFolding.fold("οδος"));
        assertThat(TermFolding.fold("e\u0301")).isEqualTo("é");
        assertThat(TermFolding.fold("x\uD800")).isEqualTo("x\uFFFD");
        assertThat(TermFolding.fold("a".repeat(5000))).hasSize(256);
        assertThat(TermFolding.fold("a " + "b".repeat(253) + " c")).hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void refusesTreesThatNoTextCanSay() {
        assertThatThrownBy(() -> new Query.Confidence(Query.Relation.LESS, 1.1)).hasMessageContaining("0..1");
        assertThatThrownBy(() -> new Query.And(java.util.List.of(new Query.All())))
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> new Term(" ", false)).hasMessageContaining("1 to 256");
        assertThatThrownBy(() -> new Term("a b*", true)).hasMessageContaining("no wildcard");
    }

    private static QuerySyntaxException refused(String text) {
        QuerySyntaxException error = catchThrowableOfType(QuerySyntaxException.class, () -> parse(text));
        assertThat(error).as("parse(%s)", text).isNotNull();
        return error;
    }
}
