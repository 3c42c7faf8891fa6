package io.kinedex.samples;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Saves the picture and the clip of every hit: {@code SaveHits http://127.0.0.1:7575 'label:car' folder}. */
public final class SaveHits {
    private static final Pattern MEDIA = Pattern.compile("\"(thumbnail|clip)\"\\s*:\\s*\"([^\"]+)\"");

    private SaveHits() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 3) {
            System.err.println("usage: SaveHits NODE QUERY FOLDER");
            System.exit(2);
        }
        URI node = URI.create(args[0]);
        Path folder = Files.createDirectories(Path.of(args[2]));
        String query = URLEncoder.encode(args[1], StandardCharsets.UTF_8);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest search = HttpRequest.newBuilder(node.resolve("/v1/search?limit=10&q=" + query))
                    .build();
            String hits = http.send(search, BodyHandlers.ofString()).body();
            for (MatchResult media : MEDIA.matcher(hits).results().toList()) {
                save(http, node.resolve(media.group(2)), folder, media.group(1).equals("clip") ? ".mp4" : ".jpg");
            }
        }
    }

    private static void save(HttpClient http, URI media, Path folder, String ending)
            throws IOException, InterruptedException {
        String[] path = media.getPath().split("/");
        Path file = folder.resolve(path[path.length - 2] + ending);
        HttpRequest request = HttpRequest.newBuilder(media).build();
        int status = http.send(request, BodyHandlers.ofFile(file)).statusCode();
        System.out.println(file + (status == 200 ? "" : ": the node answered " + status));
    }
}
