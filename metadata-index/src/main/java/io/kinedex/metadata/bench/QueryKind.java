package io.kinedex.metadata.bench;

import io.kinedex.metadata.index.SearchRequest;
import io.kinedex.metadata.index.SearchRequest.Order;
import io.kinedex.metadata.query.QueryParser;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The sorts of searches that are measured, each with a share of what people ask. */
enum QueryKind {
    LABEL("one label", 12, Order.NEWEST, Draw::label),
    LABEL_ON_STREAM("label on a stream", 12, Order.NEWEST, draw -> draw.label() + " stream:" + draw.stream()),
    LABEL_SINCE(
            "label, confident, last day",
            10,
            Order.NEWEST,
            draw -> draw.label()
                    + " confidence>=0.%d after:%s".formatted(draw.upTo(5) + 4, draw.before(Duration.ofDays(1)))),
    SPAN(
            "stream in a span of time",
            10,
            Order.NEWEST,
            draw -> "stream:%s %s".formatted(draw.stream(), draw.someHours())),
    WILDCARD("wildcard", 5, Order.NEWEST, draw -> draw.label().replace("\"", "").substring(0, 2) + "*"),
    EITHER(
            "either label, not on a site",
            6,
            Order.NEWEST,
            draw -> "(%s OR %s) NOT stream:%s".formatted(draw.label(), draw.label(), draw.site())),
    LONG("long sightings", 4, Order.NEWEST, draw -> draw.label() + " duration>%ds".formatted(draw.upTo(30) + 5)),
    EVERYTHING("everything", 4, Order.NEWEST, _ -> "*"),
    OLDEST("oldest of a label", 4, Order.OLDEST, Draw::label),
    BEST("most confident of a label", 5, Order.CONFIDENCE, Draw::label),
    CONFIDENT("confidence alone", 4, Order.NEWEST, draw -> "confidence>0.%d".formatted(draw.upTo(40) + 60)),
    NEAR(
            "A WITHIN OF B",
            10,
            Order.NEWEST,
            draw -> "%s WITHIN %ds OF %s".formatted(draw.label(), draw.upTo(10) + 1, draw.label())),
    NEAR_SPAN(
            "A WITHIN OF B, stream, span",
            6,
            Order.NEWEST,
            draw -> "%s WITHIN %ds OF %s stream:%s %s"
                    .formatted(draw.label(), draw.upTo(10) + 1, draw.label(), draw.stream(), draw.someHours())),
    NEAR_CONFIDENT(
            "A WITHIN OF (B, confident)",
            4,
            Order.CONFIDENCE,
            draw -> "%s WITHIN %ds OF (%s confidence>=0.7)".formatted(draw.label(), draw.upTo(10) + 1, draw.label())),
    NEAR_NESTED(
            "nested WITHIN",
            4,
            Order.NEWEST,
            draw -> "%s WITHIN %ds OF (%s WITHIN 5s OF %s)"
                    .formatted(draw.label(), draw.upTo(10) + 1, draw.label(), draw.label()));

    private final String title;
    private final int share;
    private final Order order;
    private final Function<Draw, String> text;

    QueryKind(String title, int share, Order order, Function<Draw, String> text) {
        this.title = title;
        this.share = share;
        this.order = order;
        this.text = text;
    }

    String title() {
        return title;
    }

    SearchRequest draw(Draw draw) {
        return new SearchRequest(QueryParser.parse(text.apply(draw)), 50, order, "");
    }

    static QueryKind any(SplittableRandom random) {
        int left = random.nextInt(100);
        for (QueryKind kind : values()) {
            left -= kind.share;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares add up to less than 100");
    }

    /** What is asked for: common things more often than rare ones, recent times more often than old ones. */
    record Draw(SplittableRandom random, int streams, Instant newest, Duration span) {
        String label() {
            String label =
                    SightingGenerator.LABELS.get(SightingGenerator.zipf(random, SightingGenerator.LABELS.size()));
            return label.contains(" ") ? '"' + label + '"' : label;
        }

        String stream() {
            return SightingGenerator.stream(SightingGenerator.zipf(random, streams));
        }

        String site() {
            return stream().replaceAll("-.*", "-*");
        }

        int upTo(int bound) {
            return random.nextInt(bound);
        }

        Instant before(Duration most) {
            return newest.minusMillis(random.nextLong(1, most.toMillis()));
        }

        String spanOf(Duration length) {
            Instant from = newest.minusMillis((long) (span.toMillis() * random.nextDouble() * random.nextDouble()));
            return "after:%s before:%s".formatted(from, from.plus(length));
        }

        String someHours() {
            return spanOf(Duration.ofMinutes(10L + random.nextInt(600)));
        }
    }
}
