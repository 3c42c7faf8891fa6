package io.kinedex.samples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Prints every record from the oldest that is kept, then each new one as it is published, until it is stopped. What was
 * seen last is remembered, so that a lost connection loses no record: {@code FollowRecords http://127.0.0.1:7575}.
 */
public final class FollowRecords {
    private String lastEventId = "";

    private FollowRecords() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 1) {
            System.err.println("usage: FollowRecords NODE");
            System.exit(2);
        }
        FollowRecords follower = new FollowRecords();
        URI tail = URI.create(args[0] + "/v1/records/tail?from=trim-horizon");
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    follower.follow(http, tail);
                } catch (IOException e) {
                    System.err.println("connection lost, trying again: " + e);
                }
                Thread.sleep(Duration.ofSeconds(1));
            }
        }
    }

    private void follow(HttpClient http, URI tail) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(tail).header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<Stream<String>> answer = http.send(request.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.startsWith("id:")) {
                    lastEventId = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    System.out.println(line.substring(5).strip());
                }
            }
        }
    }
}
