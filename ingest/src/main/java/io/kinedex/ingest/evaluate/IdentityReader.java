package io.kinedex.ingest.evaluate;

import io.kinedex.ingest.evaluate.LabelledData.Portrait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads folders of identities, as Labeled Faces in the Wild has them: {@code identities/NAME/picture.jpg}, or the folders of
 * names at the root. Stateless.
 */
final class IdentityReader {
    private IdentityReader() {}

    /** Below {@code identities}, or at the root where there is nothing but folders of pictures. */
    static boolean fits(DataFolder folder) {
        List<Portrait> portraits = portraits(folder);
        long names = portraits.stream().map(Portrait::name).distinct().count();
        boolean marked = Files.isDirectory(folder.root().resolve("identities"));
        return names >= 2
                && portraits.size() > names
                && (marked || portraits.size() == folder.files().size());
    }

    static LabelledData.Identities read(DataFolder folder) {
        return new LabelledData.Identities(portraits(folder), List.of());
    }

    private static List<Portrait> portraits(DataFolder folder) {
        Path marked = folder.root().resolve("identities");
        Path root = Files.isDirectory(marked) ? marked : folder.root();
        return folder.files().stream()
                .filter(DataFolder::isPicture)
                .filter(file -> file.startsWith(root) && root.relativize(file).getNameCount() == 2)
                .map(file -> new Portrait(root.relativize(file).getName(0).toString(), file))
                .toList();
    }
}
