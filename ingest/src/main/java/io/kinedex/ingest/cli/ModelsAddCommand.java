package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinedex.inference.InferenceException;
import io.kinedex.inference.catalogue.CatalogueModel;
import io.kinedex.inference.catalogue.ModelCatalogue;
import io.kinedex.inference.catalogue.Weights;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.client.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        description = "Send a model of your own to a node, or put another in its place; it can be used at once.")
final class ModelsAddCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private NodeOption node;

    @Parameters(
            paramLabel = "DESCRIPTION",
            description = "The YAML that describes one model, as docs/models.md has it; its weights lie beside it.")
    @SuppressWarnings("NullAway.Init")
    private Path description;

    @Override
    public Integer call() throws InterruptedException {
        CatalogueModel entry = only();
        Path archive = archive(entry);
        try (NodeClient client = node.client()) {
            JsonNode model = client.putModel(entry.name(), archive);
            Terminal.of(spec.commandLine())
                    .line("%s can be used for engine %s, sha256 %s"
                            .formatted(
                                    model.path("name").asText(),
                                    model.path("engine").asText(),
                                    model.path("sha256").asText()));
        } finally {
            remove(archive);
        }
        return 0;
    }

    private CatalogueModel only() {
        try {
            List<CatalogueModel> entries = ModelCatalogue.read(description).models();
            if (entries.size() != 1) {
                throw bad("%s describes %d models; send one at a time".formatted(description, entries.size()));
            }
            return entries.getFirst();
        } catch (InferenceException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private Path archive(CatalogueModel entry) {
        if (!(entry.weights() instanceof Weights.Local(Path weights, String _)) || !Files.isRegularFile(weights)) {
            throw bad("the weights of model %s are not there: %s".formatted(entry.name(), entry.weights()));
        }
        try {
            Path archive = Files.createTempFile("kinedex-model", ".zip");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
                zip.setLevel(Deflater.BEST_SPEED);
                for (Path file : List.of(description, weights)) {
                    zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
            return archive;
        } catch (IOException e) {
            throw bad("%s cannot be packed: %s".formatted(description, e.getMessage()));
        }
    }

    private static void remove(Path archive) {
        try {
            Files.deleteIfExists(archive);
        } catch (IOException e) {
            archive.toFile().deleteOnExit();
        }
    }

    private static IngestException bad(String message) {
        return new IngestException(IngestException.Code.BAD_REQUEST, message);
    }
}
