package io.kinedex.metadata.people;

import io.kinedex.metadata.people.FaceTable.Near;
import io.kinedex.metadata.query.TermFolding;
import io.kinedex.metadata.record.MetadataRecord;
import io.kinedex.metadata.record.PeopleChange;
import io.kinedex.metadata.record.Sighting;
import io.kinedex.metadata.record.VectorBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who is who, by the records taken in so far: the same records in the same order give the same people with the same ids.
 *
 * <p>A sighting goes to the nearest person, where that is near enough, else it begins somebody new whose id follows from
 * its own. Each person is stood for by the middle of their sightings and by every vector from a picture. When a sighting is
 * told again with a better template it is taken out and given anew. Whom a user put somewhere stays there.
 *
 * <p>Not for two threads at once; {@link People} sees to that.
 */
final class PeopleBook {
    /** So many unknown faces are looked at when somebody is enrolled. */
    private static final int NEIGHBOURS_MAX = 512;

    private static final int ID_DIGITS = 16;

    private final PeopleRows rows;
    private final KeyVault vault;
    private final FaceSeal seal;
    private final double cosineMin;
    private final Map<String, FaceTable> tables = new HashMap<>();
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, String> models = new HashMap<>();
    /** Ids by the number that tables know them by. */
    private final List<String> numbers = new ArrayList<>();

    private final List<Integer> spare = new ArrayList<>();

    /** What is kept in memory of somebody. */
    private static final class Entry {
        final int number;
        final List<Integer> rows = new ArrayList<>();
        Person person;
        String folded = "";

        Entry(int number, Person person) {
            this.number = number;
            this.person = person;
        }
    }

    PeopleBook(PeopleRows rows, KeyVault vault, double cosineMin) {
        this.rows = rows;
        this.vault = vault;
        this.seal = new FaceSeal(vault);
        this.cosineMin = cosineMin;
        rows.each(PeopleRows.ALIAS, (from, into) -> aliases.put(from, new String(into, StandardCharsets.UTF_8)));
        rows.each(PeopleRows.PERSON, (id, secret) -> opened(id, secret).ifPresent(this::show));
    }

    private static String keyOf(String person) {
        return "person " + person;
    }

    /** Bytes by a person's key; empty where the person has been forgotten. */
    Optional<byte[]> written(Identity identity) {
        return vault.seal(keyOf(identity.id), identity.bytes());
    }

    private Optional<Identity> opened(String id, byte[] sealed) {
        return vault.open(keyOf(id), sealed).map(bytes -> Identity.of(id, bytes));
    }

    /** What one record changes, so that its parts see each other before all is written in one step. */
    private final class Draft {
        private final Map<String, Optional<Identity>> people = new HashMap<>();
        private final Map<String, SightingRow> sightings = new HashMap<>();
        private final Map<String, String> merged = new HashMap<>();
        private final List<String> forgotten = new ArrayList<>();
        private final List<String> unnamed = new ArrayList<>();

        Optional<Identity> find(String id) {
            return people.computeIfAbsent(
                    id, missing -> rows.get(PeopleRows.PERSON, id).flatMap(bytes -> opened(id, bytes)));
        }

        Identity findOrMake(String id, String model) {
            Identity identity = find(id).orElseGet(() -> new Identity(id, model));
            people.put(id, Optional.of(identity));
            return identity;
        }

        Optional<SightingRow> sighting(String id) {
            SightingRow drafted = sightings.get(id);
            return drafted != null
                    ? Optional.of(drafted)
                    : rows.get(PeopleRows.SIGHTING, id).map(SightingRow::of);
        }

        void drop(Identity identity) {
            people.put(identity.id, Optional.empty());
            hide(identity.id);
        }

        void write(long sequence, String position) {
            try (PeopleRows.Change change = rows.change()) {
                people.forEach((id, identity) -> identity.flatMap(PeopleBook.this::written)
                        .ifPresentOrElse(
                                bytes -> change.put(PeopleRows.PERSON, id, bytes),
                                () -> change.remove(PeopleRows.PERSON, id)));
                sightings.forEach((id, row) -> change.put(PeopleRows.SIGHTING, id, row.bytes()));
                merged.forEach(
                        (from, into) -> change.put(PeopleRows.ALIAS, from, into.getBytes(StandardCharsets.UTF_8)));
                unnamed.forEach(from -> change.remove(PeopleRows.ALIAS, from));
                if (!forgotten.isEmpty()) {
                    forgotten.forEach(id -> change.remove(PeopleRows.SIGHTING, id));
                    change.put(
                            PeopleRows.FORGOTTEN,
                            Long.toString(sequence),
                            String.join("\n", forgotten).getBytes(StandardCharsets.UTF_8));
                }
                change.write(position);
            }
        }
    }

    /** Takes in a record. Returns when that is written, together with the position. */
    void apply(MetadataRecord record, long sequence, String position) {
        Draft draft = new Draft();
        if (record.people().isPresent()) {
            change(draft, record.people().get());
        } else {
            for (Sighting sighting : record.sightings()) {
                seal.vector(sighting).ifPresent(vector -> seen(draft, sighting, vector));
            }
        }
        draft.write(sequence, position);
    }

    private void seen(Draft draft, Sighting sighting, float[] vector) {
        String model = sighting.embedding().model();
        Optional<SightingRow> before = draft.sighting(sighting.id());
        Optional<Identity> was = before.flatMap(row -> takenOut(draft, sighting.id(), row));
        boolean pinned = before.map(SightingRow::pinned).orElse(false);
        String owner = pinned && was.isPresent()
                ? was.get().id
                : nearest(vector, model)
                        .or(() -> was.filter(Identity::isNobody).map(identity -> identity.id))
                        .orElseGet(() -> founded(sighting.id()));
        Identity now = draft.findOrMake(owner, model);
        now.add(vector);
        show(now);
        draft.sightings.put(
                sighting.id(),
                new SightingRow(owner, pinned, sighting.embedding().sealed()));
        was.filter(identity -> !identity.id.equals(owner) && identity.isNobody())
                .ifPresent(draft::drop);
    }

    /** Whom the sighting was given to, without it. */
    private Optional<Identity> takenOut(Draft draft, String sightingId, SightingRow row) {
        Optional<Identity> was = draft.find(resolved(row.owner()));
        Optional<float[]> vector = seal.open(sightingId, row.sealed()).map(VectorBytes::floats);
        if (was.isPresent() && vector.isPresent()) {
            was.get().take(vector.get());
            show(was.get());
        }
        return was;
    }

    private Optional<String> nearest(float[] vector, String model) {
        FaceTable table = tables.get(model);
        return table == null
                ? Optional.empty()
                : table.nearest(vector, 1).stream()
                        .filter(near -> near.cosine() >= cosineMin)
                        .map(near -> numbers.get(near.owner()))
                        .findFirst();
    }

    private static String founded(String sightingId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sightingId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void change(Draft draft, PeopleChange change) {
        String person = resolved(change.person());
        switch (change.kind()) {
            case ENROL ->
                vault.open(keyOf(change.person()), change.sealed())
                        .map(bytes -> Identity.of(person, bytes))
                        .ifPresent(told -> enrol(draft, told));
            case MERGE -> change.subjects().forEach(from -> merge(draft, person, resolved(from)));
            case SPLIT, REJECT -> change.subjects().forEach(sighting -> move(draft, sighting, change));
            case FORGET -> forget(draft, person);
        }
    }

    private void enrol(Draft draft, Identity told) {
        Identity identity = draft.findOrMake(told.id, told.model);
        if (told.card.isKnown()) {
            identity.card = told.card;
        }
        identity.enrolled.addAll(told.enrolled);
        show(identity);
        for (float[] vector : told.enrolled) {
            for (String other : unknownLike(vector, told.model)) {
                boolean apart = draft.find(other)
                        .map(unknown -> unknown.apart.contains(told.id))
                        .orElse(true);
                if (!apart && !other.equals(told.id)) {
                    merge(draft, told.id, other);
                }
            }
        }
    }

    private List<String> unknownLike(float[] vector, String model) {
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

    private void merge(Draft draft, String into, String from) {
        Optional<Identity> one = draft.find(into);
        Optional<Identity> other = draft.find(from);
        if (one.isPresent() && other.isPresent() && !into.equals(from)) {
            one.get().absorb(other.get());
            draft.drop(other.get());
            draft.merged.put(from, into);
            aliases.put(from, into);
            show(one.get());
        }
    }

    private void move(Draft draft, String sightingId, PeopleChange change) {
        Optional<SightingRow> row = draft.sighting(sightingId);
        Optional<float[]> vector =
                row.flatMap(known -> seal.open(sightingId, known.sealed())).map(VectorBytes::floats);
        if (row.isEmpty() || vector.isEmpty()) {
            return;
        }
        Optional<Identity> was = takenOut(draft, sightingId, row.get());
        Identity now = draft.findOrMake(
                resolved(change.person()), was.map(identity -> identity.model).orElse(""));
        if (change.kind() == PeopleChange.Kind.REJECT) {
            was.ifPresent(identity -> now.apart.add(identity.id));
        }
        now.add(vector.get());
        show(now);
        draft.sightings.put(sightingId, new SightingRow(now.id, true, row.get().sealed()));
        was.filter(Identity::isNobody).ifPresent(draft::drop);
    }

    /** The keys first: what a crash leaves of the rest is unreadable, and is removed when the record is read again. */
    private void forget(Draft draft, String person) {
        rows.each(PeopleRows.SIGHTING, (id, row) -> {
            if (resolved(SightingRow.of(row).owner()).equals(person)) {
                draft.forgotten.add(id);
            }
        });
        List<String> ids = idsOf(person);
        List<String> owners =
                new ArrayList<>(ids.stream().map(PeopleBook::keyOf).toList());
        draft.forgotten.stream().map(FaceSeal::owner).forEach(owners::add);
        vault.destroy(owners);
        hide(person);
        draft.people.put(person, Optional.empty());
        ids.forEach(aliases::remove);
        draft.unnamed.addAll(ids);
    }

    /** The person's own id and those of all who were merged into them. */
    private List<String> idsOf(String person) {
        List<String> ids = new ArrayList<>(List.of(person));
        aliases.keySet().stream()
                .filter(from -> !from.equals(person) && resolved(from).equals(person))
                .forEach(ids::add);
        return ids;
    }

    /** Who stands for this id today. */
    String resolved(String id) {
        String now = id;
        for (String next = aliases.get(now); next != null; next = aliases.get(now)) {
            now = next;
        }
        return now;
    }

    private void show(Identity identity) {
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

    private void hide(String id) {
        Entry entry = entries.remove(id);
        String model = models.remove(id);
        if (entry != null && model != null) {
            FaceTable table = Objects.requireNonNull(tables.get(model));
            entry.rows.forEach(table::remove);
            spare.add(entry.number);
        }
    }

    Optional<String> owner(String sightingId) {
        return rows.get(PeopleRows.SIGHTING, sightingId).map(SightingRow::of).map(row -> resolved(row.owner()));
    }

    boolean isForgotten(String sightingId) {
        return vault.isDestroyed(FaceSeal.owner(sightingId));
    }

    List<String> forgottenBy(long sequence) {
        return rows.get(PeopleRows.FORGOTTEN, Long.toString(sequence))
                .map(bytes -> Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\n")))
                .orElse(List.of());
    }

    Optional<Person> person(String id) {
        return Optional.ofNullable(entries.get(resolved(id))).map(entry -> entry.person);
    }

    Collection<Person> people() {
        return entries.values().stream().map(entry -> entry.person).toList();
    }

    /** The ids of people whose folded name or id passes, and of those merged into them. */
    List<String> idsWhere(Predicate<String> folded) {
        List<String> found = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (folded.test(id) || (!entry.folded.isEmpty() && folded.test(entry.folded))) {
                found.addAll(idsOf(id));
            }
        });
        return found;
    }

    /** The model of the person's vectors. */
    Optional<String> model(String person) {
        return Optional.ofNullable(models.get(resolved(person)));
    }
}
