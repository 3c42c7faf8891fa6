package io.kinedex.ingest.bench;

import java.time.Duration;

/** Time and the process's processor time since it was made. */
final class Stopwatch {
    private final long begin = System.nanoTime();
    private final Duration cpu = cpu();

    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    double cpuSeconds() {
        return cpu().minus(cpu).toNanos() / 1e9;
    }

    /** Of this process since it began; zero where the system does not tell. */
    static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
