package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, it gives fragments or one exception that names it. */
@Timeout(120)
class HostileMediaTest {
    @TempDir
    Path folder;

    @Test
    void namesAnEmptyFile() throws Exception {
        Path file = Files.createFile(folder.resolve("empty.mp4"));
        assertCode(file, FramesException.Code.EMPTY);
    }

    @Test
    void namesWhatIsNoMedia() throws Exception {
        assertCode(
                write("text.mp4", "Dear all,\n\nhere are the minutes.\n".repeat(50)), FramesException.Code.MALFORMED);
        assertCode(Files.write(folder.resolve("zeros.mkv"), new byte[100_000]), FramesException.Code.MALFORMED);
        assertCode(Files.write(folder.resolve("one.avi"), new byte[1]), FramesException.Code.MALFORMED);
        assertCode(folder.resolve("missing.mp4"), FramesException.Code.READ_FAILED);
        assertCode(folder, FramesException.Code.UNSUPPORTED);
    }

    @Test
    void namesAnEncryptedFile() {
        Path file = TestVideo.of("libopenh264")
                .muxing("encryption_scheme", "cenc-aes-ctr")
                .muxing("encryption_key", "76a6c65c5ea762046bd749a2e632ccbb")
                .muxing("encryption_kid", "a7e61c373e219033c21091fa607bf3b8")
                .write(folder.resolve("secret.mp4"));
        assertCode(file, FramesException.Code.ENCRYPTED);
    }

    @Test
    void followsNoPlaylist() throws Exception {
        Path video =
                TestVideo.of("mpeg2video").times(25, TestVideo.every(1, 25)).write(folder.resolve("video.ts"));
        String hls = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n%s\n#EXT-X-ENDLIST\n";
        assertCode(write("hls.mp4", hls.formatted(video)), FramesException.Code.MALFORMED);
        assertCode(write("hls.m3u8", hls.formatted("video.ts")), FramesException.Code.MALFORMED);
        assertCode(write("web.m3u8", hls.formatted("http://127.0.0.1:9/video.ts")), FramesException.Code.MALFORMED);
        assertCode(write("list.mp4", "ffconcat version 1.0\nfile video.ts\n"), FramesException.Code.MALFORMED);
        assertCode(
                write(
                        "dash.mpd",
                        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period/></MPD>"),
                FramesException.Code.MALFORMED);
    }

    @Test
    void opensFilesWhoseNamesLookLikeAddresses() {
        Path file = TestVideo.of("mpeg4").write(folder.resolve("a.mp4"));
        Path odd = folder.resolve("concat:a|b %d #1.mp4");
        assertThat(file.toFile().renameTo(odd.toFile())).isTrue();
        assertThat(Decoded.cut(odd)).hasSize(1);
    }

    @Test
    void survivesFilesCutAnywhere() throws Exception {
        for (String name : List.of("a.mp4", "a.mkv", "a.ts", "a.avi", "a.flv")) {
            String codec = name.endsWith("flv") ? "flv" : "libopenh264";
            byte[] whole = Files.readAllBytes(TestVideo.of(codec).write(folder.resolve(name)));
            for (int i = 0; i < 24; i++) {
                int length = 1 + (int) ((long) whole.length * i / 24);
                tryOut(Files.write(folder.resolve("cut-" + name), Arrays.copyOf(whole, length)));
            }
        }
    }

    @Test
    void survivesChangedBytes() throws Exception {
        Random random = new Random(7);
        for (String name : List.of("a.mp4", "a.mkv", "a.ts", "a.avi")) {
            byte[] whole = Files.readAllBytes(TestVideo.of("libopenh264").write(folder.resolve(name)));
            for (int i = 0; i < 25; i++) {
                byte[] changed = whole.clone();
                for (int change = 0; change <= i; change++) {
                    changed[random.nextInt(i % 2 == 0 ? 800 : changed.length)] = (byte) random.nextInt();
                }
                tryOut(Files.write(folder.resolve("changed-" + name), changed));
            }
        }
    }

    @Test
    void survivesDamagedFragments() throws Exception {
        Random random = new Random(11);
        Fragment fragment = Decoded.cut(TestVideo.of("libopenh264").gop(50).write(folder.resolve("a.mp4")))
                .getFirst();
        int damaged = 0;
        for (int i = 0; i < 40; i++) {
            byte[] bytes = FragmentCutterTest.bytes(fragment);
            List<Integer> payloads = fragment.payloadOffsets(1);
            int block = random.nextInt(payloads.size());
            for (int change = 0; change < 20; change++) {
                bytes[payloads.get(block) + 5 + random.nextInt(20)] = (byte) random.nextInt();
            }
            Fragment broken = Fragment.parse(bytes, FragmentLimits.DEFAULTS);
            try {
                damaged += Decoded.of(List.of(broken), "every-frame", 0).corrupt();
            } catch (FramesException e) {
                assertThat(e).hasMessageContaining("fragment 1");
                damaged++;
            }
        }
        assertThat(damaged).isPositive();
    }

    private void tryOut(Path file) throws Exception {
        List<Fragment> fragments = new ArrayList<>();
        try {
            FragmentCutterTest.collect(file, fragments);
        } catch (FramesException e) {
            assertThat(e).hasMessageContaining(file.getFileName().toString());
        }
        for (Fragment fragment : fragments) {
            try {
                Decoded.of(List.of(fragment), "every-frame", 0);
            } catch (FramesException e) {
                assertThat(e).hasMessageContaining("fragment");
            }
        }
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void assertCode(Path file, FramesException.Code code) {
        Callable<List<Fragment>> cut = () -> Decoded.cut(file);
        assertThatThrownBy(cut::call)
                .isInstanceOfSatisfying(
                        FramesException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(file.getFileName().toString());
    }
}
