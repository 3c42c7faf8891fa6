package io.kinedex.samples.media;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinedex.inference.pinned.PinnedFile;
import io.kinedex.inference.pinned.PinnedList;
import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The sample videos of {@code media.yaml}, out of the folder of pinned files. All threads. */
public final class SampleMedia {
    /** The class path resource that lists them. */
    public static final String LIST = "io/kinedex/samples/media.yaml";

    private static final JsonMapper RECORDS = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * A sample video: a pinned file as it is, or a film.
     *
     * @param about what it shows, for people
     * @param file  a pinned file's name, where it is one
     * @param shots a film's shots; empty where it is a file
     */
    record Video(
            String name,
            String about,
            @Nullable String file,
            @Nullable List<Shot> shots) {
        Video {
            shots = shots == null ? List.of() : List.copyOf(shots);
            if ((file == null) == shots.isEmpty()) {
                throw new IllegalArgumentException("sample video %s needs either a file or shots".formatted(name));
            }
        }
    }

    private record Document(List<Video> videos) {}

    private final PinnedStore store;
    private final Map<String, PinnedFile> files;
    private final List<Video> videos;

    private SampleMedia(PinnedStore store, List<PinnedFile> files, List<Video> videos) {
        this.store = store;
        this.files = files.stream().collect(Collectors.toUnmodifiableMap(PinnedFile::name, file -> file));
        this.videos = List.copyOf(videos);
    }

    /** Those that this module brings. */
    public static SampleMedia bundled(PinnedStore store) {
        return new SampleMedia(store, PinnedList.read(LIST), videos());
    }

    public List<String> names() {
        return videos.stream().map(Video::name).toList();
    }

    /** What the video shows, for people. */
    public String about(String name) {
        return video(name).about();
    }

    /**
     * The video. A film that has not been made yet is made now, which takes some seconds.
     *
     * @throws io.kinedex.inference.InferenceException where a pinned file is missing or is not what was pinned
     * @throws IOException where a film cannot be made
     */
    public Path path(String name) throws IOException {
        Video video = video(name);
        return video.file() != null ? store.require(pinned(video.file())) : film(video);
    }

    /** What a film is made of; empty where the video is a file. */
    List<Shot> shots(String name) {
        return Optional.ofNullable(video(name).shots()).orElse(List.of());
    }

    private Path film(Video video) throws IOException {
        List<Shot> shots = Optional.ofNullable(video.shots()).orElse(List.of());
        Path film = store.folder().resolve("made").resolve(recipe(shots) + "-" + video.name() + ".mp4");
        if (!Files.isRegularFile(film)) {
            List<PhotoFilm.Scene> scenes = shots.stream()
                    .map(shot -> new PhotoFilm.Scene(shot, store.require(pinned(shot.photo()))))
                    .toList();
            PhotoFilm.make(scenes, film);
        }
        return film;
    }

    /** Changes with every shot and photograph, so that no film stays that was made otherwise. */
    private String recipe(List<Shot> shots) {
        String text = shots.stream()
                .map(shot -> shot + " " + pinned(shot.photo()).sha256())
                .collect(Collectors.joining("\n", PhotoFilm.WIDTH + "x" + PhotoFilm.HEIGHT + "\n", "\n"));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Video video(String name) {
        return videos.stream()
                .filter(video -> video.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no sample video '%s'; there are %s".formatted(name, names())));
    }

    private PinnedFile pinned(String name) {
        PinnedFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("%s names no file '%s'".formatted(LIST, name));
        }
        return file;
    }

    private static List<Video> videos() {
        try (InputStream in = SampleMedia.class.getResourceAsStream("/" + LIST)) {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return RECORDS.convertValue(tree, Document.class).videos();
        } catch (IOException e) {
            throw new IllegalStateException("the resource %s cannot be read".formatted(LIST), e);
        }
    }
}
