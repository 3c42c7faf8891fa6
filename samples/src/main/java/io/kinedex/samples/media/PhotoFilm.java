package io.kinedex.samples.media;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** Makes an H.264 film of photographs with the FFmpeg program that the frames module brings. One thread. */
final class PhotoFilm {
    static final int WIDTH = 768;
    static final int HEIGHT = 576;

    static final int FRAMES_PER_SECOND = 25;
    private static final int MINUTES_MAX = 5;

    /** @param path where the photograph lies */
    record Scene(Shot shot, Path path) {}

    private PhotoFilm() {}

    /** Makes the film all at once: {@code target} is there whole or not at all. The same scenes give the same bytes. */
    static void make(List<Scene> scenes, Path target) throws IOException, InterruptedException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        String attempt = UUID.randomUUID().toString();
        Path film = target.resolveSibling(attempt + ".mp4");
        Path log = target.resolveSibling(attempt + ".log");
        try {
            run(command(scenes, film), log);
            Files.move(film, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(film);
            Files.deleteIfExists(log);
        }
    }

    private static List<String> command(List<Scene> scenes, Path film) {
        List<String> command =
                new ArrayList<>(List.of(Loader.load(ffmpeg.class), "-nostdin", "-v", "error", "-xerror", "-y"));
        StringBuilder graph = new StringBuilder();
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < scenes.size(); i++) {
            command.addAll(List.of("-loop", "1", "-framerate", Integer.toString(FRAMES_PER_SECOND)));
            command.addAll(List.of("-t", Integer.toString(scenes.get(i).shot().seconds())));
            command.addAll(List.of("-i", scenes.get(i).path().toString()));
            graph.append("[%d]%s[s%d];".formatted(i, scenes.get(i).shot().filters(), i));
            joined.append("[s%d]".formatted(i));
        }
        graph.append("%sconcat=n=%d:v=1[film]".formatted(joined, scenes.size()));
        command.addAll(List.of("-filter_complex", graph.toString(), "-map", "[film]", "-map_metadata", "-1"));
        command.addAll(List.of("-c:v", "libopenh264", "-b:v", "1500k", "-g", "50", "-threads", "1"));
        command.addAll(List.of("-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart"));
        command.add(film.toString());
        return command;
    }

    private static void run(List<String> command, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File(File.separatorChar == '\\' ? "NUL" : "/dev/null"));
        // The program finds FFmpeg's libraries beside it, but on Linux these do not find theirs (libva, libdrm) there.
        String folder =
                String.valueOf(new File(command.getFirst()).getAbsoluteFile().getParent());
        builder.environment().merge("LD_LIBRARY_PATH", folder, (given, own) -> own + File.pathSeparator + given);
        Process process = builder.start();
        try {
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("FFmpeg could not make the film: "
                        + Files.readString(log, StandardCharsets.UTF_8).strip());
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
