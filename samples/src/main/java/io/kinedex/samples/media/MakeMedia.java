package io.kinedex.samples.media;

import io.kinedex.inference.pinned.PinnedStore;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the films among the sample media in the build. Argument: the folder of pinned files. */
public final class MakeMedia {
    private MakeMedia() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: MakeMedia FOLDER");
            System.exit(2);
        }
        SampleMedia media = SampleMedia.bundled(new PinnedStore(Path.of(arguments[0])));
        for (String name : media.names()) {
            System.out.printf("[media] %s: %s%n", name, media.path(name));
        }
    }
}
