package io.kinedex.ingest.cli;

import io.kinedex.ingest.evaluate.EvaluationListener;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a person how many of how many things are done: a bar on a terminal, a line now and then elsewhere. One thread at a time. */
final class CountProgress implements EvaluationListener, AutoCloseable {
    private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Terminal terminal;
    private final String what;
    private @Nullable ProgressBar bar;
    private long lastLine = System.nanoTime();

    CountProgress(Terminal terminal, String what) {
        this.terminal = terminal;
        this.what = what;
    }

    @Override
    public void done(long pictures, long of) {
        if (terminal.interactive()) {
            ProgressBar open = bar == null ? open() : bar;
            bar = open;
            open.maxHint(of > 0 ? of : -1);
            open.stepTo(pictures);
        } else if (System.nanoTime() - lastLine >= LINE_EVERY_NANOS) {
            lastLine = System.nanoTime();
            terminal.note("%s: %d%s".formatted(what, pictures, of > 0 ? " of " + of : ""));
        }
    }

    private ProgressBar open() {
        return new ProgressBarBuilder()
                .setTaskName(what)
                .setStyle(terminal.colours() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .clearDisplayOnFinish()
                .build();
    }

    /** Removes the bar. */
    @Override
    public void close() {
        ProgressBar open = bar;
        bar = null;
        if (open != null) {
            open.close();
        }
    }
}
