package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.people.FaceAudit.Caller;
import io.kinedex.ingest.people.PeopleDesk;
import io.kinedex.metadata.people.Card;
import io.kinedex.metadata.people.Consent;
import io.kinedex.metadata.people.Person;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What is asked of people. Methods block; called on threads that may. */
final class PeopleCalls {
    private static final String ACTOR = "Kinedex-Actor";
    private static final int ACTOR_MAX = 200;
    private static final int LIMIT = 1000;

    private final PeopleDesk desk;

    PeopleCalls(PeopleDesk desk) {
        this.desk = desk;
    }

    /** Who calls: what they say of themselves, and where from. */
    static Caller caller(Call call) {
        HttpServerRequest request = call.context().request();
        String actor = request.getHeader(ACTOR);
        return new Caller(
                actor == null ? "" : actor.substring(0, Math.min(actor.length(), ACTOR_MAX)),
                request.remoteAddress() == null
                        ? ""
                        : String.valueOf(request.remoteAddress().hostAddress()));
    }

    Reply list(Call call) {
        return Reply.json(new Views.People(desk.list(caller(call), call.query("limit", LIMIT)).stream()
                .map(Views.PersonView::of)
                .toList()));
    }

    Reply show(Call call) {
        return answer(200, desk.show(caller(call), call.path("person")));
    }

    Reply add(Call call) throws InterruptedException {
        JsonObject body = call.body();
        return answer(201, desk.add(caller(call), card(body), pictures(body), body.getString("sighting", "")));
    }

    Reply change(Call call) throws InterruptedException {
        JsonObject body = call.body();
        return answer(200, desk.change(caller(call), call.path("person"), card(body), pictures(body)));
    }

    Reply merge(Call call) throws InterruptedException {
        return answer(
                200, desk.merge(caller(call), call.path("person"), call.body().getString("from")));
    }

    Reply split(Call call) throws InterruptedException {
        return taken(call, false);
    }

    Reply not(Call call) throws InterruptedException {
        return taken(call, true);
    }

    private Reply taken(Call call, boolean never) throws InterruptedException {
        List<String> sightings = texts(call.body().getJsonArray("sightings", new JsonArray()));
        return answer(201, desk.take(caller(call), call.path("person"), sightings, never));
    }

    Reply forget(Call call) throws InterruptedException {
        desk.forget(caller(call), call.path("person"));
        return Reply.empty(204);
    }

    private static Reply answer(int status, Person person) {
        return Reply.json(status, Views.PersonView.of(person));
    }

    private static Card card(JsonObject body) {
        JsonObject consent = body.getJsonObject("consent", new JsonObject());
        String name = body.getString("name", "");
        return new Card(
                name,
                body.getString("purpose", ""),
                new Consent(
                        Optional.ofNullable(consent.getString("who")).orElse(name),
                        Optional.ofNullable(consent.getString("when"))
                                .orElseGet(
                                        () -> LocalDate.now(Clock.systemUTC()).toString()),
                        consent.getString("basis", "")));
    }

    private static List<byte[]> pictures(JsonObject body) {
        List<byte[]> pictures = new ArrayList<>();
        List<String> texts = texts(body.getJsonArray("pictures", new JsonArray()));
        for (int i = 0; i < texts.size(); i++) {
            try {
                pictures.add(Base64.getDecoder().decode(texts.get(i)));
            } catch (IllegalArgumentException e) {
                throw new IngestException(
                        IngestException.Code.BAD_REQUEST,
                        "pictures[%d] is not base64: %s".formatted(i, e.getMessage()),
                        e);
            }
        }
        return pictures;
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }
}
