package io.kinedex.ingest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the build writes the number into a resource. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"kinedex " + number(), "Java " + Runtime.version()};
    }

    static String number() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties is not on the class path", e);
        }
        return properties.getProperty("version");
    }
}
