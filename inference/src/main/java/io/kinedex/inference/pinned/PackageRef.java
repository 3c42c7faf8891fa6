package io.kinedex.inference.pinned;

/**
 * A published package, pinned.
 *
 * @param manager whose client fetches it
 * @param name    as the client takes it: {@code @scope/name} for npm, {@code group:artifact} for Maven
 * @param version exact
 * @param sha256  of the package's archive, 64 lower-case hexadecimal digits
 */
public record PackageRef(Manager manager, String name, String version, String sha256) {
    /** A package manager whose client is used as it is configured. */
    public enum Manager {
        NPM,
        MAVEN
    }

    public PackageRef {
        String shape = switch (manager) {
            case NPM -> "(@[a-z0-9._~-]+/)?[a-z0-9._~][a-z0-9._~-]*";
            case MAVEN -> "[A-Za-z0-9._-]+:[A-Za-z0-9._-]+";
        };
        if (!name.matches(shape) || !version.matches("[A-Za-z0-9._+-]+")) {
            throw new IllegalArgumentException(
                    "'%s' at version '%s' is not a package of %s".formatted(name, version, manager));
        }
        Sha256.requireDigest(name, sha256);
    }

    /** As a person would write it, such as {@code npm name@1.0.0}. */
    public String coordinates() {
        return switch (manager) {
            case NPM -> "npm " + name + "@" + version;
            case MAVEN -> "Maven " + name + ":" + version;
        };
    }

    /** The file name that the manager's client gives to the archive. */
    public String archiveName() {
        return switch (manager) {
            case NPM -> name.replace("@", "").replace('/', '-') + "-" + version + ".tgz";
            case MAVEN -> name.substring(name.indexOf(':') + 1) + "-" + version + ".jar";
        };
    }
}
