package io.kinedex.samples;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Prints the sightings that answer a query, as JSON: {@code Search http://127.0.0.1:7575 'label:car'}. */
public final class Search {
    private Search() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: Search NODE QUERY");
            System.exit(2);
        }
        String query = URLEncoder.encode(args[1], StandardCharsets.UTF_8);
        URI address = URI.create(args[0] + "/v1/search?limit=20&order=confidence&q=" + query);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            System.out.println(answer.body());
            // A query that cannot be understood is answered with 400 and a problem document that says where and why.
            System.exit(answer.statusCode() == 200 ? 0 : 1);
        }
    }
}
