package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.NodeClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The doctor's looks at the machine: Java, natives, folders, ports, tools. One thread at a time. */
final class MachineChecks {
    private static final int JAVA_MIN = 25;
    private static final long FREE_BYTES_MIN = 1L << 30;

    /** By name: a class of each native library whose initialisation loads it. */
    private static final Map<String, String> NATIVES = new TreeMap<>(Map.of(
            "FFmpeg", "org.bytedeco.ffmpeg.global.avcodec",
            "OpenCV", "org.bytedeco.opencv.global.opencv_core",
            "TensorFlow Lite", "org.bytedeco.tensorflowlite.global.tensorflowlite",
            "ONNX Runtime", "ai.onnxruntime.OrtEnvironment",
            "RocksDB", "org.rocksdb.Options"));

    private MachineChecks() {}

    static Diagnosis java() {
        String found = "%s %s in %s"
                .formatted(System.getProperty("java.vendor"), Runtime.version(), System.getProperty("java.home"));
        if (Runtime.version().feature() < JAVA_MIN) {
            return Diagnosis.wrong(
                    "JDK", found, "install JDK %d and name its folder by KINEDEX_JAVA_HOME".formatted(JAVA_MIN));
        }
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? Diagnosis.well("JDK", found)
                : Diagnosis.note(
                        "JDK",
                        found + ", without the module jdk.incubator.vector: searches are slower",
                        "start through the kinedex script");
    }

    static List<Diagnosis> natives() {
        List<Diagnosis> all = new ArrayList<>();
        NATIVES.forEach((name, type) -> all.add(loads(name, type)));
        return all;
    }

    private static Diagnosis loads(String name, String type) {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        try {
            Class.forName(type, true, MachineChecks.class.getClassLoader());
            return Diagnosis.well("native " + name, "loads on " + platform);
        } catch (ClassNotFoundException | LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Diagnosis.wrong(
                    "native " + name,
                    "does not load on %s: %s".formatted(platform, cause),
                    "build for this machine: mvn -B package -DskipTests -Dkinedex.platform=PLATFORM "
                            + "(linux-x86_64, linux-arm64, macosx-arm64, macosx-x86_64, windows-x86_64)");
        }
    }

    /** @param use what the folder is for, such as {@code data} */
    static Diagnosis folder(String use, Path folder) {
        String subject = use + " folder";
        Path existing = folder.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            return Diagnosis.wrong(subject, existing + " is not a folder", "name another folder");
        }
        if (!Files.isWritable(existing)) {
            return Diagnosis.wrong(
                    subject, existing + " may not be written to", "change its owner or name another folder");
        }
        try {
            FileStore store = Files.getFileStore(existing);
            String free = "%s free for %s".formatted(Words.bytes(store.getUsableSpace()), folder.toAbsolutePath());
            return store.getUsableSpace() < FREE_BYTES_MIN
                    ? Diagnosis.wrong(subject, free, "make room: at least %s".formatted(Words.bytes(FREE_BYTES_MIN)))
                    : Diagnosis.well(subject, free);
        } catch (IOException e) {
            return Diagnosis.wrong(subject, "the disk does not answer: " + e.getMessage(), "look at the disk");
        }
    }

    static Diagnosis port(String host, int port) throws InterruptedException {
        String subject = "port " + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Diagnosis.well(subject, "free on " + host);
        } catch (IOException e) {
            try (NodeClient client = new NodeClient(URI.create("http://%s:%d".formatted(host, port)))) {
                return client.ready()
                        ? Diagnosis.well(subject, "a Kinedex node is ready there")
                        : Diagnosis.wrong(
                                subject,
                                "cannot be had on %s: %s".formatted(host, e.getMessage()),
                                "end the program that has it, or start the node with --port N");
            }
        }
    }

    /** @param need what it is needed for */
    static Diagnosis tool(String name, String need) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
            for (String suffix : List.of("", ".cmd", ".exe")) {
                Path file = Path.of(folder.isEmpty() ? "." : folder, name + suffix);
                if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                    return Diagnosis.well(name, file.toString());
                }
            }
        }
        return Diagnosis.note(name, "is not on the PATH", "install it: it is needed to " + need);
    }
}
