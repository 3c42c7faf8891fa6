package io.kinedex.inference.pinned;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fetches a package's archive by the package manager's own client, as the user has configured it. Nothing is installed
 * and no script of the package runs. One thread.
 */
final class PackageClient {
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final int LOG_CHARS_MAX = 2_000;

    private final String npm;
    private final String maven;
    private final int minutesMax;

    /**
     * @param npm   the npm command
     * @param maven the Maven command
     */
    PackageClient(String npm, String maven, int minutesMax) {
        this.npm = npm;
        this.maven = maven;
        this.minutesMax = minutesMax;
    }

    static PackageClient installed() {
        String suffix = WINDOWS ? ".cmd" : "";
        return new PackageClient(
                System.getProperty("kinedex.npm", "npm" + suffix),
                System.getProperty("kinedex.maven", "mvn" + suffix),
                10);
    }

    /** The archive, somewhere below {@code folder}, which must be empty. */
    Path fetch(PackageRef source, Path folder) throws IOException, InterruptedException {
        run(source, command(source, folder), folder);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(tgz|jar)"))
                    .findFirst()
                    .orElseThrow(() -> new InferenceException(
                            Code.FETCH_FAILED, "the client left no archive for " + source.coordinates()));
        }
    }

    private List<String> command(PackageRef source, Path folder) {
        return switch (source.manager()) {
            case NPM ->
                List.of(
                        npm,
                        "pack",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--no-update-notifier",
                        "--pack-destination",
                        folder.toString(),
                        source.name() + "@" + source.version());
            case MAVEN ->
                List.of(
                        maven,
                        "-B",
                        "-q",
                        "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy",
                        "-Dartifact=" + source.name() + ":" + source.version(),
                        "-DoutputDirectory=" + folder);
        };
    }

    private void run(PackageRef source, List<String> command, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("client.log");
        Process process = start(source, new ProcessBuilder(command).directory(folder.toFile()), log);
        try {
            if (!process.waitFor(minutesMax, TimeUnit.MINUTES)) {
                throw new InferenceException(
                        Code.FETCH_FAILED,
                        "%s did not come within %d minutes".formatted(source.coordinates(), minutesMax));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            String said = Files.readString(log);
            throw new InferenceException(
                    Code.FETCH_FAILED,
                    "'%s' ended with status %d: %s"
                            .formatted(
                                    String.join(" ", command),
                                    process.exitValue(),
                                    said.substring(Math.max(0, said.length() - LOG_CHARS_MAX))
                                            .strip()));
        }
    }

    private static Process start(PackageRef source, ProcessBuilder builder, Path log) {
        try {
            return builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File(WINDOWS ? "NUL" : "/dev/null")))
                    .start();
        } catch (IOException e) {
            throw new ClientMissingException(source, builder.command().getFirst(), e);
        }
    }

    /** The client is not on this machine: trying again is no use. */
    static final class ClientMissingException extends InferenceException {
        private static final long serialVersionUID = 1L;

        ClientMissingException(PackageRef source, String command, IOException cause) {
            super(
                    Code.FETCH_FAILED,
                    ("'%s' cannot be started, and %s is fetched with it. %s. Or give a folder or address that has the"
                                    + " file or the package by -Dkinedex.mirror=, or a folder with the files by -D%s=.")
                            .formatted(command, source.coordinates(), advice(source.manager()), PinnedStore.PROPERTY),
                    cause);
        }

        private static String advice(PackageRef.Manager manager) {
            return switch (manager) {
                case NPM ->
                    "Install Node.js, which brings npm (Debian and Ubuntu: apt-get install npm; macOS: brew install"
                            + " node; Windows: winget install OpenJS.NodeJS), and see that npm is on the PATH";
                case MAVEN -> "See that mvn is on the PATH, or name it by -Dkinedex.maven=";
            };
        }
    }
}
