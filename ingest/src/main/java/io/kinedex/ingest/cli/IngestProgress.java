package io.kinedex.ingest.cli;

import io.kinedex.ingest.client.FileIngest;
import io.kinedex.ingest.client.IngestListener;
import io.kinedex.ingest.upload.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a person how far an ingest is: a bar for each file on a terminal (fragments, frames, speed against real time,
 * time left), a line now and then elsewhere. Called as {@link IngestListener} says.
 */
public final class IngestProgress implements IngestListener, AutoCloseable {
    private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int REDRAW_MILLIS = 200;

    private final Terminal terminal;
    private @Nullable ProgressBar bar;
    private String barName = "";
    private long analysingSince;
    private Duration analysedThen = Duration.ZERO;
    private final AtomicLong lastLine = new AtomicLong(Long.MIN_VALUE);

    public IngestProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void sending(Path file, long sent, long length) {
        String name = "sending " + file.getFileName();
        if (terminal.interactive()) {
            ProgressBar open = bar(name, length, "MiB", 1L << 20);
            open.maxHint(length);
            open.stepTo(sent);
        } else if (lineIsDue(name)) {
            terminal.note("%s: %s of %s".formatted(name, Words.bytes(sent), Words.bytes(length)));
        }
    }

    @Override
    public synchronized void analysing(Path file, Upload upload) {
        String name = file.getFileName().toString();
        Upload.Progress progress = upload.progress();
        if (!name.equals(barName)) {
            analysingSince = System.nanoTime();
            analysedThen = progress.mediaAnalysed();
        }
        if (terminal.interactive()) {
            ProgressBar open = bar(name, -1, "s", 1000);
            open.maxHint(progress.media().isZero() ? -1 : progress.media().toMillis());
            open.stepTo(progress.mediaAnalysed().toMillis());
            open.setExtraMessage(" " + counts(upload));
        } else if (lineIsDue(name)) {
            terminal.note("%s: %s of %s, %s%s"
                    .formatted(
                            name,
                            Words.duration(progress.mediaAnalysed()),
                            progress.media().isZero() ? "unknown length" : Words.duration(progress.media()),
                            counts(upload),
                            timeLeft(progress)));
        }
        barName = name;
    }

    @Override
    public synchronized void interrupted(Path file, String reason, Duration pause) {
        String text = "%s; trying again".formatted(reason);
        if (bar != null) {
            bar.setExtraMessage(" " + text);
        } else if (lineIsDue(reason)) {
            terminal.note("%s: %s".formatted(file.getFileName(), text));
        }
    }

    @Override
    public synchronized void ended(FileIngest.Outcome outcome) {
        close();
        if (!outcome.searchable()) {
            terminal.note(terminal.styled("fg(red)", "✗ ") + "%s: %s".formatted(outcome.file(), outcome.error()));
            return;
        }
        outcome.upload().ifPresent(upload -> {
            terminal.note(terminal.styled("fg(green)", "✓ ")
                    + "%s: %s, searchable".formatted(outcome.file(), counts(upload)));
            if (!upload.warning().isEmpty()) {
                terminal.note("  " + upload.warning());
            }
        });
    }

    private String counts(Upload upload) {
        Upload.Progress progress = upload.progress();
        String speed = upload.state() == Upload.State.QUEUED
                ? ", waiting for its turn"
                : String.format(Locale.ROOT, ", %.1f× real time", speed(progress));
        return "%s, %s, %s%s"
                .formatted(
                        Words.count(progress.fragmentsAnalysed(), "fragment"),
                        Words.count(progress.framesAnalysed(), "frame"),
                        Words.count(progress.sightings(), "sighting"),
                        speed);
    }

    private double speed(Upload.Progress progress) {
        double seconds = Math.max(1e-3, (System.nanoTime() - analysingSince) / 1e9);
        return progress.mediaAnalysed().minus(analysedThen).toMillis() / 1000.0 / seconds;
    }

    private String timeLeft(Upload.Progress progress) {
        double speed = speed(progress);
        Duration media = progress.media().minus(progress.mediaAnalysed());
        return speed <= 0 || media.isNegative()
                ? ""
                : ", " + Words.duration(Duration.ofMillis((long) (media.toMillis() / speed))) + " left";
    }

    private boolean lineIsDue(String name) {
        long now = System.nanoTime();
        if (name.equals(barName) && now - lastLine.get() < LINE_EVERY_NANOS) {
            return false;
        }
        barName = name;
        lastLine.set(now);
        return true;
    }

    private ProgressBar bar(String name, long max, String unit, long unitSize) {
        ProgressBar open = bar;
        if (open == null || !open.getTaskName().equals(name)) {
            close();
            open = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(max)
                    .setUnit(unit, unitSize)
                    .setStyle(terminal.colours() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REDRAW_MILLIS)
                    .clearDisplayOnFinish()
                    .build();
            bar = open;
        }
        return open;
    }

    /** Removes the bar. */
    @Override
    public synchronized void close() {
        ProgressBar open = bar;
        bar = null;
        barName = "";
        if (open != null) {
            open.close();
        }
    }
}
