package io.kinedex.ingest.people;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.people.FaceAudit.Caller;
import io.kinedex.metadata.index.MetadataIndex;
import io.kinedex.metadata.people.Card;
import io.kinedex.metadata.people.People;
import io.kinedex.metadata.people.Person;
import io.kinedex.metadata.query.Query;
import io.kinedex.metadata.query.TextField;
import io.kinedex.metadata.stream.SequenceNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What may be done with people: each call is checked, put down in the audit, and has taken effect for searches when it
 * returns. All threads; calls block.
 */
public final class PeopleDesk {
    private static final Duration KNOWN_PATIENCE = Duration.ofSeconds(2);
    private static final Duration INDEX_PATIENCE = Duration.ofSeconds(30);

    private final People people;
    private final MetadataIndex index;
    private final Faces faces;
    private final Supplier<String> model;
    private final FaceAudit audit;

    /** Turns a picture file into the vector of the one face in it. */
    @FunctionalInterface
    public interface Faces {
        /** @throws IngestException BAD_MEDIA where it does not show one face plainly */
        float[] of(byte[] file) throws InterruptedException;
    }

    /** @param model gives the digest of the model that makes the vectors */
    public PeopleDesk(People people, MetadataIndex index, Faces faces, Supplier<String> model, FaceAudit audit) {
        this.people = people;
        this.index = index;
        this.faces = faces;
        this.model = model;
        this.audit = audit;
    }

    /** Who is who. */
    public People people() {
        return people;
    }

    /** Those known by name first; at most so many. */
    public List<Person> list(Caller caller, int limit) {
        audit.wrote(caller, "list", List.of());
        return people.list().stream().limit(limit).toList();
    }

    public Person show(Caller caller, String id) {
        audit.wrote(caller, "show", List.of(id));
        return require(id);
    }

    /**
     * Enrols somebody new.
     *
     * @param pictures files; may be empty where there is a sighting
     * @param sighting that shows the person; may be empty. Who is unknown there gets the name, with all their sightings
     */
    public Person add(Caller caller, Card card, List<byte[]> pictures, String sighting) throws InterruptedException {
        requireCard(card);
        if (pictures.isEmpty() && sighting.isEmpty()) {
            throw bad("a person is enrolled from at least one picture or sighting");
        }
        String known = sighting.isEmpty() ? "" : unknownIn(sighting).id();
        List<float[]> vectors = vectors(pictures);
        audit.wrote(caller, "add", known.isEmpty() ? List.of() : List.of(known));
        Person added = people.enrol(known, card, vectors.isEmpty() ? "" : model.get(), vectors);
        audit.wrote(caller, "added", List.of(added.id()));
        return added;
    }

    /** Gives somebody a name, purpose and consent, or others, and more pictures. */
    public Person change(Caller caller, String id, Card card, List<byte[]> pictures) throws InterruptedException {
        Person person = require(id);
        requireCard(card);
        List<float[]> vectors = vectors(pictures);
        audit.wrote(caller, "change", List.of(person.id()));
        return people.enrol(person.id(), card, vectors.isEmpty() ? "" : model.get(), vectors);
    }

    public Person merge(Caller caller, String into, String from) throws InterruptedException {
        Person one = require(into);
        Person other = require(from);
        if (one.id().equals(other.id())) {
            throw bad("%s and %s are one person already".formatted(into, from));
        }
        audit.wrote(caller, "merge", List.of(one.id(), other.id()));
        return people.merge(one.id(), other.id());
    }

    /** Makes somebody new of sightings of this person; with {@code never}, they certainly do not show this person. */
    public Person take(Caller caller, String id, List<String> sightings, boolean never) throws InterruptedException {
        Person person = require(id);
        if (sightings.isEmpty()) {
            throw bad("which sightings?");
        }
        for (String sighting : sightings) {
            if (people.seenIn(sighting)
                    .filter(seen -> seen.id().equals(person.id()))
                    .isEmpty()) {
                throw bad("sighting '%s' does not show person %s".formatted(sighting, id));
            }
        }
        audit.wrote(caller, never ? "not" : "split", List.of(person.id()));
        Person fresh = never ? people.reject(sightings) : people.split(sightings);
        awaitIndex();
        return fresh;
    }

    /** Destroys what tells of the person; when this returns, searches do not find them. */
    public void forget(Caller caller, String id) throws InterruptedException {
        Person person = require(id);
        audit.wrote(caller, "forget", List.of(person.id()));
        SequenceNumber sequence = people.forget(person.id());
        index.awaitSearchable(sequence, INDEX_PATIENCE);
    }

    /** Puts down a search that looks for people. */
    public void searched(Caller caller, Query query) {
        TreeSet<String> asked = new TreeSet<>();
        if (asks(query, asked) || !asked.isEmpty()) {
            audit.wrote(caller, "search", List.copyOf(asked));
        }
    }

    /** Whether the query has a clause for people; gathers the ids of those it finds, also by a bare word. */
    private boolean asks(Query query, TreeSet<String> found) {
        return switch (query) {
            case Query.Match(TextField field, var term)
            when field == TextField.PERSON -> {
                found.addAll(people.owners(term));
                yield true;
            }
            case Query.Word(var term) -> {
                found.addAll(people.owners(term));
                yield false;
            }
            case Query.And(List<Query> parts) -> any(parts, found);
            case Query.Or(List<Query> parts) -> any(parts, found);
            case Query.Not(Query part) -> asks(part, found);
            case Query.Within(Query what, Duration gap, Query of) -> any(List.of(what, of), found);
            case Query.All _, Query.Match _, Query.Worded _, Query.Confidence _, Query.Lasting _, Query.Time _ -> false;
        };
    }

    private boolean any(List<Query> parts, TreeSet<String> found) {
        boolean any = false;
        for (Query part : parts) {
            any |= asks(part, found);
        }
        return any;
    }

    /** Waits a moment for what a record tells of people. */
    public void awaitKnown(SequenceNumber sequence) {
        try {
            people.awaitApplied(sequence, KNOWN_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitIndex() throws InterruptedException {
        index.awaitSearchable(people.reached(), INDEX_PATIENCE);
    }

    private List<float[]> vectors(List<byte[]> pictures) throws InterruptedException {
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            try {
                vectors.add(faces.of(pictures.get(i)));
            } catch (IngestException e) {
                throw new IngestException(e.code(), "picture %d: %s".formatted(i + 1, e.getMessage()), e);
            }
        }
        return vectors;
    }

    private Person unknownIn(String sighting) {
        Person seen = people.seenIn(sighting)
                .orElseThrow(() -> new IngestException(
                        Code.NOT_FOUND,
                        "sighting '%s' shows no face that could be recognised; is recognise set for its stream?"
                                .formatted(sighting)));
        if (seen.card().isKnown()) {
            throw new IngestException(
                    Code.CONFLICT,
                    "sighting '%s' shows person %s, who has a name already; say first that it is not them, or merge"
                            .formatted(sighting, seen.id()));
        }
        return seen;
    }

    private Person require(String id) {
        return people.find(id)
                .orElseThrow(() -> new IngestException(Code.NOT_FOUND, "there is no person '%s'".formatted(id)));
    }

    private static void requireCard(Card card) {
        for (String[] part : new String[][] {
            {"a name", card.name()},
            {"a purpose: why are they recognised?", card.purpose()},
            {"a consent: where is it written down?", card.consent().basis()},
        }) {
            if (part[1].isBlank()) {
                throw bad("a person needs " + part[0]);
            }
        }
    }

    private static IngestException bad(String message) {
        return new IngestException(Code.BAD_REQUEST, message);
    }
}
