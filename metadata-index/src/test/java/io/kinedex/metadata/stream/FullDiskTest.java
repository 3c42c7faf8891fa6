package io.kinedex.metadata.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A limit on the size of files, set on a running process, stands for the full disk; Linux has a program for that. */
@Timeout(120)
class FullDiskTest {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final int FILE_BYTES_MAX = 64 << 10;

    @TempDir
    Path folder;

    @Test
    void refusesAppendsOnAFullDiskAndGoesOnWhenThereIsSpaceAgain() throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), "needs prlimit");
        Process child = ChildProcess.start(FullDiskChild.class, folder.toString());
        try (BufferedReader out = child.inputReader();
                Writer in = child.outputWriter()) {
            assertThat(said(out)).isEqualTo("ready");
            limitFiles(child, Integer.toString(FILE_BYTES_MAX));
            send(in);
            assertThat(said(out)).isEqualTo("full DISK");
            assertThat(said(out)).as("and stays so").isEqualTo("full DISK");
            assertThat(said(out)).isEqualTo("readable true");
            limitFiles(child, "unlimited");
            send(in);
            assertThat(said(out)).isEqualTo("again true");
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static String said(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(FullDiskChild.SAID)) {
            line = out.readLine();
        }
        return line == null ? "nothing" : line.substring(FullDiskChild.SAID.length());
    }

    private static void send(Writer in) throws IOException {
        in.write("go on\n");
        in.flush();
    }

    /** Of the soft limit alone, so that it can be raised again. */
    private static void limitFiles(Process child, String bytes) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder(PRLIMIT.toString(), "--pid", "" + child.pid(), "--fsize=" + bytes + ":")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
