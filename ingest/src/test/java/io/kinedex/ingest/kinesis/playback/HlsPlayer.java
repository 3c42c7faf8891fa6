package io.kinedex.ingest.kinesis.playback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads playlists as a player does. */
record HlsPlayer(Theatre theatre, URI master) {
    private static final Pattern MAP = Pattern.compile("#EXT-X-MAP:URI=\"([^\"]+)\"");

    String masterPlaylist() throws IOException, InterruptedException {
        return text(master);
    }

    URI media() throws IOException, InterruptedException {
        return master.resolve(masterPlaylist()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow());
    }

    String mediaPlaylist() throws IOException, InterruptedException {
        return text(media());
    }

    /** The value of a tag that stands once. */
    static String tag(String playlist, String name) {
        return playlist.lines()
                .filter(line -> line.startsWith("#EXT-X-" + name + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .findFirst()
                .orElse("");
    }

    static List<String> segments(String playlist) {
        return playlist.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** Everything that the playlist names, in its order, in one file. */
    Path save(Path file) throws IOException, InterruptedException {
        Files.write(file, new byte[0]);
        for (String line : mediaPlaylist().lines().toList()) {
            Matcher map = MAP.matcher(line);
            if (map.matches()) {
                append(file, map.group(1));
            } else if (!line.startsWith("#")) {
                append(file, line);
            }
        }
        return file;
    }

    private void append(Path file, String address) throws IOException, InterruptedException {
        Files.write(file, ok(master.resolve(address)).body(), StandardOpenOption.APPEND);
    }

    private String text(URI address) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = ok(address);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.apple.mpegurl");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> ok(URI address) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = theatre.fetch(address);
        assertThat(answer.statusCode())
                .as(() -> address + ": " + new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return answer;
    }
}
