package io.kinedex.metadata.query;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.EstonianStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HindiStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.IndonesianStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.LithuanianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TamilStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/**
 * The stems of words, by language, as the Snowball algorithms make them. All methods may be called by any thread.
 *
 * @see <a href="https://snowballstem.org/algorithms/">Snowball's algorithms</a>
 */
public final class Stems {
    private static final Map<String, Supplier<SnowballStemmer>> STEMMERS = new TreeMap<>(Map.ofEntries(
            Map.entry("ar", ArabicStemmer::new),
            Map.entry("ca", CatalanStemmer::new),
            Map.entry("da", DanishStemmer::new),
            Map.entry("de", GermanStemmer::new),
            Map.entry("el", GreekStemmer::new),
            Map.entry("en", EnglishStemmer::new),
            Map.entry("es", SpanishStemmer::new),
            Map.entry("et", EstonianStemmer::new),
            Map.entry("fi", FinnishStemmer::new),
            Map.entry("fr", FrenchStemmer::new),
            Map.entry("hi", HindiStemmer::new),
            Map.entry("hu", HungarianStemmer::new),
            Map.entry("id", IndonesianStemmer::new),
            Map.entry("it", ItalianStemmer::new),
            Map.entry("lt", LithuanianStemmer::new),
            Map.entry("nl", DutchStemmer::new),
            Map.entry("no", NorwegianStemmer::new),
            Map.entry("pt", PortugueseStemmer::new),
            Map.entry("ro", RomanianStemmer::new),
            Map.entry("ru", RussianStemmer::new),
            Map.entry("sv", SwedishStemmer::new),
            Map.entry("ta", TamilStemmer::new),
            Map.entry("tr", TurkishStemmer::new)));

    private Stems() {}

    /** The languages that have stems, as BCP 47 primary tags. */
    public static Set<String> languages() {
        return STEMMERS.keySet();
    }

    /** The language that has stems among {@link #languages()} for a BCP 47 tag such as {@code pt-BR}. */
    public static Optional<String> language(String tag) {
        String primary = tag.split("-", 2)[0].toLowerCase(Locale.ROOT);
        String known = primary.equals("nb") || primary.equals("nn") ? "no" : primary;
        return STEMMERS.containsKey(known) ? Optional.of(known) : Optional.empty();
    }

    /**
     * The stem of a token.
     *
     * @param language one of {@link #languages()}
     */
    public static String stem(String language, String token) {
        Supplier<SnowballStemmer> made = STEMMERS.get(language);
        if (made == null) {
            throw new IllegalArgumentException("no stems in '%s', only in %s".formatted(language, STEMMERS.keySet()));
        }
        SnowballStemmer stemmer = made.get();
        stemmer.setCurrent(token);
        return stemmer.stem() ? stemmer.getCurrent() : token;
    }
}
