package io.kinedex.ingest.kinesis.playback;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's own prober, the one that comes with the product's FFmpeg, as a child process. */
final class Ffprobe {
    private Ffprobe() {}

    /** Presentation times of a kind of packets ("v" or "a") in microseconds, in order of presentation. */
    static List<Long> times(String input, String kind) throws IOException, InterruptedException {
        String program = Loader.load(org.bytedeco.ffmpeg.ffprobe.class);
        ProcessBuilder builder = new ProcessBuilder(
                        program,
                        "-v",
                        "error",
                        "-select_streams",
                        kind,
                        "-show_entries",
                        "packet=pts_time",
                        "-of",
                        "csv=p=0",
                        input)
                .redirectErrorStream(true);
        // It finds FFmpeg's libraries beside it, but on Linux these do not find theirs (libva, libdrm) there.
        builder.environment().put("LD_LIBRARY_PATH", String.valueOf(new File(program).getParent()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("ffprobe: " + output);
        }
        return Arrays.stream(output.split("[,\\s]+"))
                .filter(text -> !text.isEmpty())
                .map(text -> Math.round(Double.parseDouble(text) * 1_000_000))
                .sorted()
                .toList();
    }
}
