package io.kinedex.samples;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends a video and waits until it is searchable: {@code SendFile http://127.0.0.1:7575 gate-2 video.mp4}. */
public final class SendFile {
    private static final Pattern STATE = Pattern.compile("\"state\"\\s*:\\s*\"(\\w+)\"");

    private SendFile() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 3) {
            System.err.println("usage: SendFile NODE STREAM FILE");
            System.exit(2);
        }
        Path file = Path.of(args[2]);
        String name = URLEncoder.encode(file.getFileName().toString(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        URI target = URI.create(args[0] + "/v1/streams/" + args[1] + "/files/" + name);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .header("Content-Type", "application/octet-stream")
                    .PUT(BodyPublishers.ofFile(file))
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            URI upload = target.resolve(answer.headers().firstValue("Location").orElse(""));
            String state = answer.statusCode() == 201 ? state(answer.body()) : "failed";
            while (!state.equals("searchable") && !state.equals("failed")) {
                Thread.sleep(500);
                answer = http.send(HttpRequest.newBuilder(upload).build(), BodyHandlers.ofString());
                state = state(answer.body());
            }
            System.out.println(answer.body());
            System.exit(state.equals("searchable") ? 0 : 1);
        }
    }

    private static String state(String upload) {
        Matcher state = STATE.matcher(upload);
        return state.find() ? state.group(1) : "failed";
    }
}
