package io.kinedex.metadata.people;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who is who, by the records taken in so far: the same records in the same order give the same people with the same ids.
 *
 * <p>A sighting goes to the nearest person, where that is near enough, else it begins somebody new whose id follows from
 * its own. Two sightings in one frame are two people. Each person is stood for by the middle of their sightings and by every vector from a picture. When a sighting is
 * told again with a better template it is taken out and given anew. Whom a user put somewhere stays there.
 *
 * <p>Not for two threads at once; {@link People} sees to that.
 */
final class PeopleBook {
    private static final int ID_DIGITS = 16;

    private final PeopleRows rows;
    private final KeyVault vault;
    private final FaceSeal seal;
    private final KnownFaces faces;
    private final Map<String, String> aliases = new HashMap<>();

    PeopleBook(PeopleRows rows, KeyVault vault, double cosineMin) {
        this.rows = rows;
        this.vault = vault;
        this.seal = new FaceSeal(vault);
        this.faces = new KnownFaces(cosineMin);
        rows.each(PeopleRows.ALIAS, (from, into) -> aliases.put(from, new String(into, StandardCharsets.UTF_8)));
        rows.each(PeopleRows.PERSON, (id, secret) -> opened(id, secret).ifPresent(faces::show));
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
            faces.hide(identity.id);
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
            seen(draft, record);
        }
        draft.write(sequence, position);
    }

    /** A sighting and what it looks like. */
    private record Look(Sighting sighting, float[] vector, double cosine) {
        private String model() {
            return sighting.embedding().model();
        }
    }

    /** The surest first: whoever has been given to a sighting is given to none that stood beside it in a frame. */
    private void seen(Draft draft, MetadataRecord record) {
        List<Look> looks = new ArrayList<>();
        for (Sighting sighting : record.sightings()) {
            seal.vector(sighting)
                    .ifPresent(vector -> looks.add(new Look(sighting, vector, sureness(sighting, vector))));
        }
        looks.sort(Comparator.comparingDouble(look -> -look.cosine()));
        SeenTogether together = new SeenTogether(record);
        Map<String, Identity> given = new HashMap<>();
        Map<String, float[]> vectors = new HashMap<>();
        for (Look look : looks) {
            String id = look.sighting().id();
            Set<String> beside = together.beside(id);
            Set<String> taken = beside.stream()
                    .filter(given::containsKey)
                    .map(other -> Objects.requireNonNull(given.get(other)).id)
                    .collect(Collectors.toSet());
            Identity now = seen(draft, look, taken);
            for (String other : beside) {
                float[] vector = vectors.get(other);
                Identity neighbour = given.get(other);
                if (vector != null && neighbour != null && faces.alike(vector, look.vector())) {
                    keepApart(now, neighbour);
                }
            }
            given.put(id, now);
            vectors.put(id, look.vector());
        }
    }

    private double sureness(Sighting sighting, float[] vector) {
        return faces.nearest(vector, sighting.embedding().model(), Set.of())
                .map(KnownFaces.Likeness::cosine)
                .orElse(0.0);
    }

    /** Two that look alike and were seen in one frame are not to be taken for each other afterwards either. */
    private static void keepApart(Identity one, Identity other) {
        if (!one.id.equals(other.id)) {
            one.apart.add(other.id);
            other.apart.add(one.id);
        }
    }

    private Identity seen(Draft draft, Look look, Set<String> taken) {
        Sighting sighting = look.sighting();
        Optional<SightingRow> before = draft.sighting(sighting.id());
        Optional<Identity> was = before.flatMap(row -> takenOut(draft, sighting.id(), row));
        boolean pinned = before.map(SightingRow::pinned).orElse(false);
        Set<String> others = new HashSet<>(taken);
        was.ifPresent(identity -> identity.apart.stream()
                .map(this::resolved)
                .filter(id -> !id.equals(identity.id)) // merged since
                .forEach(others::add));
        String owner = pinned && was.isPresent()
                ? was.get().id
                : faces.nearest(look.vector(), look.model(), others)
                        .map(KnownFaces.Likeness::person)
                        .or(() -> was.filter(identity -> identity.isNobody() && !taken.contains(identity.id))
                                .map(identity -> identity.id))
                        .orElseGet(() -> founded(sighting.id()));
        Identity now = draft.findOrMake(owner, look.model());
        now.add(look.vector());
        faces.show(now);
        draft.sightings.put(
                sighting.id(),
                new SightingRow(owner, pinned, sighting.embedding().sealed()));
        was.filter(identity -> !identity.id.equals(owner) && identity.isNobody())
                .ifPresent(draft::drop);
        return now;
    }

    /** Whom the sighting was given to, without it. */
    private Optional<Identity> takenOut(Draft draft, String sightingId, SightingRow row) {
        Optional<Identity> was = draft.find(resolved(row.owner()));
        Optional<float[]> vector = seal.open(sightingId, row.sealed()).map(VectorBytes::floats);
        if (was.isPresent() && vector.isPresent()) {
            was.get().take(vector.get());
            faces.show(was.get());
        }
        return was;
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
        faces.show(identity);
        for (float[] vector : told.enrolled) {
            for (String other : faces.unknownLike(vector, told.model)) {
                boolean apart = draft.find(other)
                        .map(unknown -> unknown.apart.contains(told.id))
                        .orElse(true);
                if (!apart && !other.equals(told.id)) {
                    merge(draft, told.id, other);
                }
            }
        }
    }

    private void merge(Draft draft, String into, String from) {
        Optional<Identity> one = draft.find(into);
        Optional<Identity> other = draft.find(from);
        if (one.isPresent() && other.isPresent() && !into.equals(from)) {
            one.get().absorb(other.get());
            draft.drop(other.get());
            draft.merged.put(from, into);
            aliases.put(from, into);
            faces.show(one.get());
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
        faces.show(now);
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
        faces.hide(person);
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
        return faces.person(resolved(id));
    }

    Collection<Person> people() {
        return faces.people();
    }

    /** The ids of people whose folded name or id passes, and of those merged into them. */
    List<String> idsWhere(Predicate<String> folded) {
        return faces.idsWhere(folded).stream().flatMap(id -> idsOf(id).stream()).toList();
    }

    /** The model of the person's vectors. */
    Optional<String> model(String person) {
        return Optional.ofNullable(faces.model(resolved(person)));
    }
}
