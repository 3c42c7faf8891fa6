package io.kinedex.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command prints: answers on standard output, everything else on standard error. One thread at a time.
 *
 * @param colours      whether markup becomes colours: only for people, and not where NO_COLOR is set
 * @param interactive  whether standard error is a terminal whose lines may be drawn over
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean colours, boolean interactive) {
    /** The terminal of a command that runs. */
    public static Terminal of(CommandLine command) {
        boolean console = System.console() != null && System.console().isTerminal();
        return new Terminal(
                command.getOut(),
                command.getErr(),
                command.getColorScheme().ansi().enabled(),
                console && !"dumb".equals(System.getenv("TERM")));
    }

    /** Prints a line of the answer. */
    public void line(String text) {
        out.println(text);
        requireReader();
    }

    /** Prints a value as one line of JSON. */
    public void json(JsonNode value) {
        line(value.toString());
    }

    /** Tells the person at the keyboard something that is not part of the answer. */
    public void note(String text) {
        err.println(text);
        err.flush();
    }

    /**
     * Marks the text where there are colours.
     *
     * @param style in picocli's words, such as {@code bold} or {@code fg(green)}
     */
    public String styled(String style, String text) {
        if (!colours) {
            return text;
        }
        Ansi.IStyle[] styles = Ansi.Style.parse(style);
        return Ansi.Style.on(styles) + text + Ansi.Style.off(styles);
    }

    /** Ends the command where nobody reads on, as in {@code kinedex tail | head -1}. */
    private void requireReader() {
        if (out.checkError()) {
            throw new ReaderGone();
        }
    }

    /** Standard output was closed by its reader. */
    static final class ReaderGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReaderGone() {
            super("nobody reads standard output any more", null, false, false);
        }
    }
}
