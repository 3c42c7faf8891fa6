package io.kinedex.ingest.source.kinesisvideo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinedex.frames.FragmentNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;

/** One stream of Kinesis Video on the real wire, whose faults are scripted. Any thread may call any method. */
final class FakeVideoService implements AutoCloseable {
    static final String STREAM = "gate";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 100;

    private final HttpServer server;
    private final List<TinyFragment> fragments = new ArrayList<>();
    private final Set<FragmentNumber> hidden = new HashSet<>();
    private final Set<FragmentNumber> broken = new HashSet<>();
    private final Set<FragmentNumber> expired = new HashSet<>();
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final Map<String, Deque<Refusal>> refusals = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final List<String> starts = new ArrayList<>();
    private Optional<Random> chance = Optional.empty();
    private int retentionHours = 24;
    private long created = 1_700_000_000_000L;
    private boolean there = true;
    private boolean ended;
    private int readers;
    private int readersMax;

    /** What happens to a session before its n-th fragment. */
    record Script(int after, Act act, int argument) {}

    enum Act {
        NOTHING,
        END,
        CUT,
        ERROR,
        DAMAGE,
        JUNK,
        SKIP,
        REPEAT,
        HANG
    }

    private record Refusal(int status, String type) {}

    FakeVideoService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("fake-video-", 0).factory()));
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized String arn() {
        return "arn:aws:kinesisvideo:us-east-1:000000000000:stream/%s/%d".formatted(STREAM, created);
    }

    synchronized void add(TinyFragment fragment) {
        fragments.add(fragment);
        notifyAll();
    }

    /** Over sessions it does not come; the archive has it. */
    synchronized void hide(FragmentNumber number) {
        hidden.add(number);
    }

    /** Over sessions it is damaged, however often it comes; in the archive it may be as well. */
    synchronized void breakOnSessions(FragmentNumber number) {
        broken.add(number);
    }

    /** The service has it no more. */
    synchronized void expire(FragmentNumber number) {
        expired.add(number);
    }

    synchronized void script(int after, Act act, int argument) {
        scripts.add(new Script(after, act, argument));
    }

    synchronized void refuse(String operation, int status, String type, int times) {
        Deque<Refusal> queue = refusals.computeIfAbsent(operation, name -> new ArrayDeque<>());
        queue.addAll(Collections.nCopies(times, new Refusal(status, type)));
    }

    synchronized void retention(int hours) {
        retentionHours = hours;
    }

    /** Everything goes wrong now and then. */
    synchronized void chance(Random random) {
        chance = Optional.of(random);
    }

    synchronized void there(boolean now) {
        there = now;
    }

    /** Another stream of the same name. */
    synchronized void createAgain() {
        created += 1_000;
        fragments.clear();
        there = true;
        notifyAll();
    }

    synchronized int calls(String operation) {
        return calls.getOrDefault(operation, 0);
    }

    synchronized List<String> starts() {
        return List.copyOf(starts);
    }

    synchronized int readersMax() {
        return readersMax;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String operation = exchange.getRequestURI().getPath().substring(1);
        JsonNode input = JSON.readTree(exchange.getRequestBody());
        Optional<Refusal> refusal = refusal(operation);
        if (refusal.isPresent()) {
            refuse(exchange, refusal.get());
            return;
        }
        switch (operation) {
            case "describeStream" -> reply(exchange, description());
            case "getDataEndpoint" -> reply(exchange, JSON.createObjectNode().put("DataEndpoint", endpoint()));
            case "listFragments" -> reply(exchange, list(input));
            case "getMediaForFragmentList" -> fetch(exchange, input);
            case "getMedia" -> session(exchange, input.path("StartSelector"));
            default -> refuse(exchange, new Refusal(404, "UnknownOperationException"));
        }
    }

    private synchronized Optional<Refusal> refusal(String operation) {
        calls.merge(operation, 1, Integer::sum);
        Deque<Refusal> scripted = refusals.getOrDefault(operation, new ArrayDeque<>());
        if (!scripted.isEmpty()) {
            return Optional.of(scripted.remove());
        }
        if (!there) {
            return Optional.of(new Refusal(404, "ResourceNotFoundException"));
        }
        boolean unlucky = chance.isPresent() && chance.get().nextInt(12) == 0;
        return unlucky
                ? Optional.of(
                        chance.get().nextBoolean()
                                ? new Refusal(400, "ClientLimitExceededException")
                                : new Refusal(503, "ServiceUnavailableException"))
                : Optional.empty();
    }

    private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", refusal.type());
        send(
                exchange,
                refusal.status(),
                "{\"Message\":\"scripted\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void reply(HttpExchange exchange, ObjectNode body) throws IOException {
        send(exchange, 200, JSON.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private synchronized ObjectNode description() {
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("StreamInfo")
                .put("StreamName", STREAM)
                .put("StreamARN", arn())
                .put("Status", "ACTIVE")
                .put("CreationTime", created / 1000.0)
                .put("DataRetentionInHours", retentionHours);
        return answer;
    }

    /** In no order, a page at a time, as the service does it. */
    private synchronized ObjectNode list(JsonNode input) {
        JsonNode range = input.at("/FragmentSelector/TimestampRange");
        Instant from = time(range.path("StartTimestamp"));
        Instant to = time(range.path("EndTimestamp"));
        List<TinyFragment> found = new ArrayList<>(fragments.stream()
                .filter(fragment -> !expired.contains(fragment.number()))
                .filter(fragment ->
                        !fragment.server().isBefore(from) && fragment.server().isBefore(to))
                .toList());
        Collections.shuffle(found, new Random(7));
        int start = input.path("NextToken").asInt(0);
        int end = Math.min(found.size(), start + PAGE);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode page = answer.putArray("Fragments");
        for (TinyFragment fragment : found.subList(start, end)) {
            page.addObject()
                    .put("FragmentNumber", fragment.number().toString())
                    .put("FragmentSizeInBytes", fragment.listed().length)
                    .put("ServerTimestamp", fragment.server().toEpochMilli() / 1000.0)
                    .put("ProducerTimestamp", fragment.start().toEpochMilli() / 1000.0)
                    .put("FragmentLengthInMilliseconds", fragment.duration().toMillis());
        }
        if (end < found.size()) {
            answer.put("NextToken", Integer.toString(end));
        }
        return answer;
    }

    private static Instant time(JsonNode seconds) {
        return Instant.ofEpochMilli(Math.round(seconds.asDouble() * 1000));
    }

    private void fetch(HttpExchange exchange, JsonNode input) throws IOException {
        Set<String> wanted = new HashSet<>();
        input.path("Fragments").forEach(number -> wanted.add(number.asText()));
        List<TinyFragment> found;
        synchronized (this) {
            found = fragments.stream()
                    .filter(fragment -> wanted.contains(fragment.number().toString()))
                    .filter(fragment -> !expired.contains(fragment.number()))
                    .toList();
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (TinyFragment fragment : found) {
            switch (roll(20)) {
                case 0 -> throw new IOException("scripted cut");
                case 1 -> out.write(TinyFragment.error(4000, true));
                case 2 -> out.write(damaged(fragment.listed()));
                default -> out.write(fragment.listed());
            }
        }
        out.close();
    }

    private synchronized int roll(int sides) {
        return chance.map(random -> random.nextInt(sides)).orElse(sides - 1);
    }

    private void session(HttpExchange exchange, JsonNode selector) throws IOException {
        Script script = enter(selector);
        try {
            int first = first(selector); // before the caller can know that it is in
            exchange.getResponseHeaders().set("Content-Type", "video/webm");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.flush();
            run(new Session(out, script), first);
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    private synchronized Script enter(JsonNode selector) {
        starts.add(selector.path("StartSelectorType").asText());
        readers++;
        readersMax = Math.max(readersMax, readers);
        Script next = scripts.poll();
        return next == null ? new Script(Integer.MAX_VALUE, Act.NOTHING, 0) : next;
    }

    private synchronized void leave() {
        readers--;
    }

    private record Session(OutputStream out, Script script) {}

    private void run(Session session, int first) throws IOException, InterruptedException {
        if (first < 0) {
            session.out().write(TinyFragment.error(4000, false));
            return;
        }
        int sent = 0;
        for (int at = first; ; at++) {
            Optional<TinyFragment> next = await(at);
            if (next.isEmpty()) {
                return;
            }
            Act act = sent == session.script().after() ? session.script().act() : chanceAct();
            int argument = sent == session.script().after() ? session.script().argument() : 3002;
            sent++;
            switch (act) {
                case NOTHING -> write(session, next.get());
                case END -> {
                    return;
                }
                case CUT -> {
                    byte[] whole = next.get().live(0);
                    session.out().write(whole, 0, whole.length / 2);
                    session.out().flush();
                    throw new IOException("scripted cut");
                }
                case ERROR -> {
                    session.out().write(TinyFragment.error(argument, false));
                    return;
                }
                case DAMAGE -> session.out().write(damaged(next.get().live(0)));
                case JUNK -> {
                    byte[] junk = next.get().live(0);
                    Arrays.fill(junk, junk.length / 2, junk.length, (byte) 0);
                    session.out().write(junk);
                }
                case SKIP -> at += argument - 1;
                case REPEAT -> {
                    write(session, next.get());
                    at = Math.max(-1, at - argument);
                }
                case HANG -> Thread.sleep(Duration.ofMinutes(5));
            }
        }
    }

    private Act chanceAct() {
        return switch (roll(60)) {
            case 0 -> Act.END;
            case 1 -> Act.CUT;
            case 2 -> Act.ERROR;
            case 3 -> Act.DAMAGE;
            case 4 -> Act.REPEAT;
            case 5 -> Act.JUNK;
            default -> Act.NOTHING;
        };
    }

    private void write(Session session, TinyFragment fragment) throws IOException {
        boolean isHidden;
        boolean isBroken;
        synchronized (this) {
            isHidden = hidden.contains(fragment.number());
            isBroken = broken.contains(fragment.number());
        }
        if (!isHidden) {
            session.out().write(isBroken ? damaged(fragment.live(0)) : fragment.live(0));
            session.out().flush();
        }
    }

    private static byte[] damaged(byte[] whole) {
        int at = whole.length;
        for (int i = 0; i + 3 < whole.length; i++) {
            if (whole[i] == 0x1F && whole[i + 1] == 0x43 && (whole[i + 2] & 0xFF) == 0xB6) {
                at = i + 60;
            }
        }
        whole[Math.min(at, whole.length - 1)] ^= 0x55;
        return whole;
    }

    private synchronized int first(JsonNode selector) {
        return switch (selector.path("StartSelectorType").asText()) {
            case "EARLIEST" -> existing(0);
            case "NOW" -> fragments.size();
            case "SERVER_TIMESTAMP" -> at(time(selector.path("StartTimestamp")));
            case "FRAGMENT_NUMBER" -> after(selector.path("AfterFragmentNumber").asText());
            case "CONTINUATION_TOKEN" ->
                after(selector.path("ContinuationToken").asText());
            default -> throw new IllegalStateException("selector " + selector);
        };
    }

    private int existing(int from) {
        int at = from;
        while (at < fragments.size() && expired.contains(fragments.get(at).number())) {
            at++;
        }
        return at;
    }

    private int at(Instant time) {
        int at = 0;
        while (at < fragments.size() && fragments.get(at).server().isBefore(time)) {
            at++;
        }
        return existing(at);
    }

    /** -1 where the fragment is not there. */
    private int after(String number) {
        for (int i = 0; i < fragments.size(); i++) {
            TinyFragment fragment = fragments.get(i);
            if (fragment.number().toString().equals(number)) {
                return expired.contains(fragment.number()) ? -1 : i + 1;
            }
        }
        return -1;
    }

    private synchronized Optional<TinyFragment> await(int at) throws InterruptedException {
        long generation = created;
        while (at >= fragments.size() && !ended && there && created == generation) {
            wait(1_000);
        }
        return at < fragments.size() && created == generation ? Optional.of(fragments.get(at)) : Optional.empty();
    }

    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        server.stop(0);
    }
}
