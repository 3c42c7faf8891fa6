package io.kinedex.metadata.people;

import io.kinedex.metadata.people.FaceTable.Near;
import io.kinedex.metadata.query.TermFolding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everybody in memory, by name and by face: by the middle of their sightings and by every vector from a picture. One thread. */
final class KnownFaces {
    /** So many unknown faces are looked at when somebody is enrolled. */
    private static final int NEIGHBOURS_MAX = 512;

    private final double cosineMin;
    private final Map<String, FaceTable> tables = new HashMap<>();
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, String> models = new HashMap<>();
    /** Ids by the number that tables know them by. */
    private final List<String> numbers = new ArrayList<>();

    private final List<Integer> spare = new ArrayList<>();

    /** What is kept in memory of somebody. */
    private static final class Entry {
        final int number;
        final List<Integer> rows = new ArrayList<>();
        final Person person;
        String folded = "";

        Entry(int number, Person person) {
            this.number = number;
            this.person = person;
        }
    }

    /** @param cosineMin from which on two faces are taken for one */
    KnownFaces(double cosineMin) {
        this.cosineMin = cosineMin;
    }

    /** Who is near enough. */
    record Likeness(String person, double cosine) {}

    /**
     * Who is nearest, where that is near enough.
     *
     * @param others who it is not
     */
    Optional<Likeness> nearest(float[] vector, String model, Set<String> others) {
        FaceTable table = tables.get(model);
        if (table == null) {
            return Optional.empty();
        }
        int rowsOfOthers = others.stream()
                .map(entries::get)
                .mapToInt(entry -> entry == null ? 0 : entry.rows.size())
                .sum();
        return table.nearest(vector, 1 + rowsOfOthers).stream()
                .filter(near -> near.cosine() >= cosineMin)
                .map(near -> new Likeness(numbers.get(near.owner()), near.cosine()))
                .filter(likeness -> !others.contains(likeness.person()))
                .findFirst();
    }

    /** Whether two faces are so much alike that they would be taken for one. */
    boolean alike(float[] one, float[] other) {
        double cosine = 0;
        for (int i = 0; i < one.length; i++) {
            cosine += (double) one[i] * other[i];
        }
        return cosine >= cosineMin;
    }

    /** People without a name that a picture's face is near to. */
    List<String> unknownLike(float[] vector, String model) {
        FaceTable table = tables.get(model);
        return table == null
                ? List.of()
                : table.nearest(vector, NEIGHBOURS_MAX).stream()
                        .filter(near -> near.cosine() >= cosineMin)
                        .map(Near::owner)
                        .map(numbers::get)
                        .filter(id -> !Objects.requireNonNull(entries.get(id))
                                .person
                                .card()
                                .isKnown())
                        .distinct()
                        .toList();
    }

    /** Somebody is new or has changed. */
    void show(Identity identity) {
        hide(identity.id);
        FaceTable table = tables.computeIfAbsent(identity.model, model -> new FaceTable());
        Entry entry = new Entry(number(identity.id), identity.person());
        entry.folded = identity.card.isKnown() ? TermFolding.fold(identity.card.name()) : "";
        if (identity.sightings > 0) {
            entry.rows.add(table.add(identity.centre(), entry.number));
        }
        identity.enrolled.forEach(vector -> entry.rows.add(table.add(vector, entry.number)));
        entries.put(identity.id, entry);
        models.put(identity.id, identity.model);
    }

    private int number(String id) {
        if (spare.isEmpty()) {
            numbers.add(id);
            return numbers.size() - 1;
        }
        int number = spare.removeLast();
        numbers.set(number, id);
        return number;
    }

    /** Somebody is no more; nothing happens where there is none. */
    void hide(String id) {
        Entry entry = entries.remove(id);
        String model = models.remove(id);
        if (entry != null && model != null) {
            FaceTable table = Objects.requireNonNull(tables.get(model));
            entry.rows.forEach(table::remove);
            spare.add(entry.number);
        }
    }

    Optional<Person> person(String id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> entry.person);
    }

    Collection<Person> people() {
        return entries.values().stream().map(entry -> entry.person).toList();
    }

    /** The ids of people whose folded name or id passes. */
    List<String> idsWhere(Predicate<String> folded) {
        List<String> found = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (folded.test(id) || (!entry.folded.isEmpty() && folded.test(entry.folded))) {
                found.add(id);
            }
        });
        return found;
    }

    /** The model of the person's vectors. */
    @Nullable
    String model(String person) {
        return models.get(person);
    }
}
