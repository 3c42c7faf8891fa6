package io.kinedex.inference.pinned;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A folder or web address of the user's that holds archives under {@link PackageRef#archiveName()}, or pinned files
 * under their names or in a store's layout. One thread.
 */
final class Mirror implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(20);
    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);

    private final String location;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_MAX)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    Mirror(String location) {
        this.location = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    }

    /** A copy of the pinned file, not yet checked. */
    Optional<Path> file(PinnedFile file, Path folder) throws IOException, InterruptedException {
        Optional<Path> named = copy(file.name(), folder);
        String inStore = file.sha256().substring(0, 2) + "/" + file.sha256() + "-" + file.name();
        return named.isPresent() ? named : copy(inStore, folder);
    }

    /** A copy of the package's archive, not yet checked. */
    Optional<Path> archive(PackageRef source, Path folder) throws IOException, InterruptedException {
        return copy(source.archiveName(), folder);
    }

    private Optional<Path> copy(String name, Path folder) throws IOException, InterruptedException {
        Path target = folder.resolve(name.substring(name.indexOf('/') + 1));
        return location.matches("https?://.*") ? download(name, target) : copyFile(Path.of(location, name), target);
    }

    private static Optional<Path> copyFile(Path from, Path target) throws IOException {
        return Files.isRegularFile(from)
                ? Optional.of(Files.copy(from, target, StandardCopyOption.REPLACE_EXISTING))
                : Optional.empty();
    }

    private Optional<Path> download(String name, Path target) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(location + "/" + name))
                .timeout(ANSWER_MAX)
                .build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() == 404) {
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                throw new IOException("%s answered %d".formatted(request.uri(), response.statusCode()));
            }
            Files.copy(body, target, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(target);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
