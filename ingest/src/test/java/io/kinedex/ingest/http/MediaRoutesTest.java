package io.kinedex.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures and clips, their caching and ranges. */
final class MediaRoutesTest {
    @TempDir
    private static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        node = new TestNode(folder);
        node.index.hits.add(FakeIndex.hit("s1", "gate", "car"));
        node.index.hits.add(FakeIndex.hit("s2", "gone", "car"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void showsAPictureThatMayBeKept() throws Exception {
        HttpResponse<String> picture = node.get("/v1/sightings/s1/thumbnail?size=320");
        assertThat(picture.body()).isEqualTo("picture of s1, 320");
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(picture.headers().firstValue("Cache-Control")).contains("private, max-age=3600");
        String tag = picture.headers().firstValue("ETag").orElseThrow();
        int made = node.media.pictures.get();
        HttpResponse<String> again =
                node.send(node.request("/v1/sightings/s1/thumbnail?size=320").header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("ETag")).contains(tag);
        assertThat(node.media.pictures).hasValue(made);
        assertThat(node.get("/v1/sightings/s1/thumbnail").headers().firstValue("ETag"))
                .isNotEqualTo(Optional.of(tag));
    }

    @Test
    void saysThatAPictureHasLeftTheArchive() throws Exception {
        HttpResponse<String> gone = node.get("/v1/sightings/s2/thumbnail");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("has left the archive");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            -            | 200 | 0123456789 | -
            bytes=0-     | 206 | 0123456789 | bytes 0-9/10
            bytes=2-4    | 206 | 234        | bytes 2-4/10
            bytes=7-99   | 206 | 789        | bytes 7-9/10
            bytes=-3     | 206 | 789        | bytes 7-9/10
            bytes=-99    | 206 | 0123456789 | bytes 0-9/10
            bytes=10-    | 416 | -          | bytes */10
            bytes=-0     | 416 | -          | bytes */10
            bytes=4-2    | 200 | 0123456789 | -
            bytes=0-1,3- | 200 | 0123456789 | -
            bytes=-      | 200 | 0123456789 | -
            lines=1-2    | 200 | 0123456789 | -
            """)
    void sendsRangesOfAClip(String range, int status, String body, String contentRange) throws Exception {
        var request = node.request("/v1/sightings/s1/clip");
        HttpResponse<String> clip = node.send(range == null ? request : request.header("Range", range));
        assertThat(clip.statusCode()).isEqualTo(status);
        assertThat(clip.headers().firstValue("Content-Range")).isEqualTo(Optional.ofNullable(contentRange));
        if (body != null) {
            assertThat(clip.body()).isEqualTo(body);
            assertThat(clip.headers().firstValue("Content-Type")).contains("video/mp4");
            assertThat(clip.headers().firstValue("Accept-Ranges")).contains("bytes");
        }
    }

    @Test
    void makesAClipOnceForItsRangesAndRemovesItInTheEnd() throws Exception {
        int made = node.media.clips.get();
        for (int i = 0; i < 5; i++) {
            node.send(node.request("/v1/sightings/s1/clip?padding=3s").header("Range", "bytes=%d-".formatted(i)));
        }
        assertThat(node.media.clips).hasValue(made + 1);
        for (int i = 0; i < 20; i++) {
            node.get("/v1/sightings/s1/clip?padding=%dms".formatted(100 + i));
        }
        Path clips = folder.resolve("clips");
        long left = Long.MAX_VALUE;
        for (int i = 0; left > 9 && i < 300; i++) {
            Thread.sleep(10);
            try (Stream<Path> files = Files.list(clips)) {
                left = files.count();
            }
        }
        assertThat(left).isLessThanOrEqualTo(9);
    }

    @Test
    void aRangeOfAnotherClipIsTheWholeClip() throws Exception {
        HttpResponse<String> clip = node.send(node.request("/v1/sightings/s1/clip")
                .header("Range", "bytes=2-4")
                .header("If-Range", "\"old\""));
        assertThat(clip.statusCode()).isEqualTo(200);
    }

    @Test
    void tellsTheHeadOfAClip() throws Exception {
        HttpResponse<String> head =
                node.send(node.request("/v1/sightings/s1/clip").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("10");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void refusesPaddingWithoutMeasure() throws Exception {
        assertThat(node.get("/v1/sightings/s1/clip?padding=2h").statusCode()).isEqualTo(400);
        assertThat(node.get("/v1/sightings/s1/clip?padding=long").statusCode()).isEqualTo(400);
    }
}
