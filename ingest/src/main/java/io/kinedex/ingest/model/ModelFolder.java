package io.kinedex.ingest.model;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.catalogue.CatalogueModel;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.IngestException.Code;
import io.kinedex.ingest.http.ModelStatus;
import io.kinedex.ingest.http.OwnModels;
import io.kinedex.ingest.pipeline.Engines;
import io.kinedex.ingest.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of users' own models. Descriptions lie in it, or one folder below, beside the weights they name; those that
 * were sent have a folder of their model's name each. It is looked through every two seconds; a description is taken when
 * it and its weights have been the same for that long.
 */
public final class ModelFolder implements OwnModels, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String INCOMING = ".incoming";

    private final Path folder;
    private final Engines engines;
    private final Function<String, List<String>> users;
    private final Map<Path, Description> descriptions = new TreeMap<>();
    private final Map<Path, String> seen = new HashMap<>();
    private final Thread watching;

    /**
     * A description that was taken or refused.
     *
     * @param state   of the files when that was done
     * @param entries by model name, those that streams can be set to
     * @param problem why something of it was refused; empty where nothing was
     */
    private record Description(String state, Map<String, CatalogueModel> entries, String problem) {}

    /**
     * Opens the folder, making it where it is not there, and takes in what is in it.
     *
     * @param users which streams look through a model
     */
    public ModelFolder(Path place, Engines engines, Function<String, List<String>> users) {
        this.folder = DurableFiles.folder(place.toAbsolutePath().normalize());
        this.engines = engines;
        this.users = users;
        DurableFiles.remove(folder.resolve(INCOMING));
        DurableFiles.folder(folder.resolve(INCOMING));
        look(true);
        this.watching = Thread.ofPlatform().name("models").daemon().unstarted(this::watch);
    }

    /** Begins to look for changes. */
    public void start() {
        watching.start();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                look(false);
            }
        } catch (InterruptedException e) {
            LOG.debug("the folder of models is not looked at any more");
        }
    }

    /** @param atOnce whether what has not been seen before is taken without a second look */
    private synchronized void look(boolean atOnce) {
        try {
            List<Path> found = found();
            for (Path path : found) {
                String state = state(path);
                Description known = descriptions.get(path);
                boolean stands = state.equals(seen.put(path, state)) || atOnce;
                if (stands && (known == null || !known.state().equals(state))) {
                    take(path, state);
                }
            }
            for (Path gone : List.copyOf(descriptions.keySet())) {
                if (!found.contains(gone)) {
                    forget(gone);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the folder of models {} cannot be looked through: {}", folder, e.toString());
        }
    }

    private List<Path> found() throws IOException {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(path -> path.getFileName().toString().matches("[^.].*\\.ya?ml"))
                    .filter(path -> !path.startsWith(folder.resolve(INCOMING)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** Changes with the description and with the weights that it names. */
    private static String state(Path description) throws IOException {
        StringBuilder state = new StringBuilder(stamp(description));
        try {
            for (CatalogueModel entry : ModelCatalogue.read(description).models()) {
                if (entry.weights() instanceof Weights.Local local) {
                    state.append(' ').append(stamp(local.path()));
                }
            }
        } catch (InferenceException e) {
            state.append(" not understood");
        }
        return state.toString();
    }

    private static String stamp(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis()
                : "absent";
    }

    private void take(Path path, String state) {
        Description before = descriptions.getOrDefault(path, new Description("", Map.of(), ""));
        Map<String, CatalogueModel> entries = new TreeMap<>();
        String problem = "";
        try {
            for (CatalogueModel entry : ModelCatalogue.read(path).models()) {
                try {
                    install(path, entry);
                    entries.put(entry.name(), entry);
                } catch (InferenceException e) {
                    problem = String.valueOf(e.getMessage());
                    Optional.ofNullable(before.entries().get(entry.name()))
                            .ifPresent(stays -> entries.put(stays.name(), stays));
                }
            }
        } catch (InferenceException e) {
            problem = String.valueOf(e.getMessage());
            entries.putAll(before.entries());
        }
        if (problem.isEmpty()) {
            LOG.info("models of {}: {}", path, entries.keySet());
        } else {
            LOG.warn("models of {}: {}", path, problem);
        }
        String left = drop(before, entries);
        descriptions.put(path, new Description(state, entries, problem.isEmpty() ? left : problem));
    }

    private void install(Path path, CatalogueModel entry) {
        descriptions.forEach((other, description) -> {
            if (!other.equals(path) && description.entries().containsKey(entry.name())) {
                throw new InferenceException(
                        InferenceException.Code.BAD_CATALOGUE,
                        "model %s is described by %s already".formatted(entry.name(), other));
            }
        });
        engines.install(entry);
    }

    /** Gives up what a description no longer has; what streams look through stays, and is said. */
    private String drop(Description before, Map<String, CatalogueModel> entries) {
        List<String> left = new ArrayList<>();
        before.entries().forEach((name, entry) -> {
            if (!entries.containsKey(name)) {
                List<String> streams = users.apply(name);
                if (streams.isEmpty()) {
                    engines.uninstall(name);
                } else {
                    entries.put(name, entry);
                    left.add(
                            "the description of %s is gone; streams %s still look through it".formatted(name, streams));
                }
            }
        });
        return String.join("; ", left);
    }

    private void forget(Path path) {
        Map<String, CatalogueModel> entries = new TreeMap<>();
        String left = drop(descriptions.getOrDefault(path, new Description("", Map.of(), "")), entries);
        seen.remove(path);
        if (entries.isEmpty()) {
            descriptions.remove(path);
        } else {
            descriptions.put(path, new Description("gone", entries, left));
        }
    }

    @Override
    public Path incoming() {
        return folder.resolve(INCOMING).resolve(UUID.randomUUID() + ".zip");
    }

    @Override
    public synchronized ModelStatus put(String name, Path archive) {
        Path fresh = folder.resolve(INCOMING).resolve(UUID.randomUUID().toString());
        try {
            Path description = ModelArchive.unpack(archive, Files.createDirectory(fresh), BYTES_MAX);
            engines.tryOut(only(name, description));
            Path place = folder.resolve(name);
            DurableFiles.remove(place);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            Path settled = place.resolve(description.getFileName());
            String state = state(settled);
            descriptions.keySet().stream()
                    .filter(other -> place.equals(other.getParent()) && !other.equals(settled))
                    .toList()
                    .forEach(descriptions::remove);
            take(settled, state);
            seen.put(settled, state);
            return list().stream()
                    .filter(model -> model.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IngestException(Code.CONFLICT, "model %s is gone again".formatted(name)));
        } catch (InferenceException e) {
            String reason = String.valueOf(e.getMessage()).replace(fresh.toAbsolutePath() + "/", "");
            throw new IngestException(Code.BAD_REQUEST, reason, e);
        } catch (IOException e) {
            throw DurableFiles.disk("taking in model " + name, e);
        } finally {
            DurableFiles.remove(fresh);
        }
    }

    /** The model that an archive brings: one, of that name, with weights of its own. */
    private CatalogueModel only(String name, Path description) {
        List<CatalogueModel> entries = ModelCatalogue.read(description).models();
        if (entries.size() != 1 || !entries.getFirst().name().equals(name)) {
            throw new IngestException(
                    Code.BAD_REQUEST,
                    "the description is of %s, must be of one model named %s"
                            .formatted(
                                    entries.stream().map(CatalogueModel::name).toList(), name));
        }
        if (!(entries.getFirst().weights() instanceof Weights.Local local)
                || !description
                        .resolveSibling(local.path().getFileName())
                        .equals(local.path().normalize())) {
            throw new IngestException(Code.BAD_REQUEST, "the weights of %s must be in the archive".formatted(name));
        }
        descriptions.forEach((path, known) -> {
            if (known.entries().containsKey(name) && !folder.resolve(name).equals(path.getParent())) {
                throw new IngestException(Code.CONFLICT, "model %s is described by %s".formatted(name, path));
            }
        });
        return entries.getFirst();
    }

    @Override
    public synchronized boolean remove(String name) {
        Optional<Path> where = descriptions.entrySet().stream()
                .filter(known -> known.getValue().entries().containsKey(name))
                .map(Map.Entry::getKey)
                .findFirst();
        if (where.isEmpty()) {
            return false;
        }
        if (!folder.resolve(name).equals(where.get().getParent())) {
            throw new IngestException(
                    Code.CONFLICT,
                    "model %s was dropped into the folder of models; remove %s there".formatted(name, where.get()));
        }
        List<String> streams = users.apply(name);
        if (!streams.isEmpty()) {
            throw new IngestException(
                    Code.CONFLICT,
                    "streams %s look through model %s; set them to another first".formatted(streams, name));
        }
        DurableFiles.remove(folder.resolve(name));
        forget(where.get());
        return true;
    }

    @Override
    public synchronized List<ModelStatus> list() {
        List<ModelStatus> all = new ArrayList<>();
        descriptions.forEach((path, description) -> {
            description.entries().values().forEach(entry -> all.add(status(path, entry, description.problem())));
            if (description.entries().isEmpty()) {
                all.add(status(path, null, description.problem()));
            }
        });
        return all;
    }

    private ModelStatus status(Path path, @Nullable CatalogueModel entry, String problem) {
        String name = entry == null ? path.getFileName().toString() : entry.name();
        return new ModelStatus(
                name,
                entry == null ? "" : entry.task(),
                entry == null ? "" : entry.engine(),
                path.toString(),
                entry == null ? "" : engines.digest(name).orElse(""),
                "the user's own",
                true,
                entry != null,
                problem);
    }

    @Override
    public void close() {
        watching.interrupt();
    }
}
