package io.kinedex.metadata.query;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A query made ready for testing one sighting after another. */
interface Condition {
    boolean holds(SeenSighting seen, Scene scene);

    /** What a test looks at beside the sighting itself: the moment, and the sightings around on the same stream. */
    final class Scene {
        private final long now;
        private final List<SeenSighting> around;
        private final List<Map<SeenSighting, Boolean>> rightSides;

        Scene(long now, List<SeenSighting> around, int nearConditions) {
            this.now = now;
            this.around = around;
            this.rightSides = java.util.stream.Stream.generate(
                            () -> (Map<SeenSighting, Boolean>) new IdentityHashMap<SeenSighting, Boolean>())
                    .limit(nearConditions)
                    .toList();
        }

        private boolean near(SeenSighting seen, long gapMillis, int number, Condition of) {
            Map<SeenSighting, Boolean> answers = rightSides.get(number);
            for (SeenSighting other : around) {
                if (seen.gap(other) <= gapMillis && !other.id().equals(seen.id())) {
                    Boolean known = answers.get(other);
                    if (known == null) {
                        known = of.holds(other, this);
                        answers.put(other, known);
                    }
                    if (known) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** Makes conditions of queries; folds text and patterns once. */
    final class Compiler {
        private int nearConditions;
        private long gapMillis;

        /** How many WITHINs have been compiled. */
        int nearConditions() {
            return nearConditions;
        }

        /** The sum of their gaps. */
        long gapMillis() {
            return gapMillis;
        }

        Condition compile(Query query) {
            return switch (query) {
                case Query.All _ -> (_, _) -> true;
                case Query.Word(Term term) -> {
                    Predicate<String> same = term.folding();
                    WordingTest said = WordingTest.of(term, 0);
                    yield (seen, _) -> same.test(seen.label())
                            || same.test(seen.kind())
                            || said.holds(seen.wording())
                            || seen.isOf(same);
                }
                case Query.Match(TextField field, Term term) -> {
                    Predicate<String> same = term.folding();
                    yield field == TextField.PERSON
                            ? (seen, _) -> seen.isOf(same)
                            : (seen, _) -> same.test(seen.text(field));
                }
                case Query.Worded(WordingField field, Term term, int edits) -> {
                    WordingTest test = WordingTest.of(term, edits);
                    yield (seen, _) -> seen.wording().field() == field && test.holds(seen.wording());
                }
                case Query.Confidence(Query.Relation relation, double value) ->
                    (seen, _) -> relation.holds(
                            Double.compare(seen.match().sighting().confidence() + 0.0, value));
                case Query.Lasting(Query.Relation relation, Duration value) -> {
                    long millis = value.toMillis();
                    yield (seen, _) -> relation.holds(Long.compare(seen.end() - seen.start(), millis));
                }
                case Query.Time(Query.Edge edge, Moment moment) -> time(edge, moment);
                case Query.And(List<Query> parts) -> {
                    List<Condition> all = parts.stream().map(this::compile).toList();
                    yield (seen, scene) -> all.stream().allMatch(part -> part.holds(seen, scene));
                }
                case Query.Or(List<Query> parts) -> {
                    List<Condition> any = parts.stream().map(this::compile).toList();
                    yield (seen, scene) -> any.stream().anyMatch(part -> part.holds(seen, scene));
                }
                case Query.Not(Query part) -> {
                    Condition inner = compile(part);
                    yield (seen, scene) -> !inner.holds(seen, scene);
                }
                case Query.Within(Query what, Duration gap, Query of) ->
                    near(compile(what), gap.toMillis(), compile(of));
            };
        }

        private Condition near(Condition what, long gap, Condition of) {
            int number = nearConditions++;
            gapMillis += gap;
            return (seen, scene) -> what.holds(seen, scene) && scene.near(seen, gap, number, of);
        }

        private static Condition time(Query.Edge edge, Moment moment) {
            return (seen, scene) -> {
                long at = QueryTime.millis(moment.resolve(java.time.Instant.ofEpochMilli(scene.now)));
                return switch (edge) {
                    case AFTER -> seen.end() > at;
                    case BEFORE -> seen.start() < at;
                };
            };
        }
    }
}
