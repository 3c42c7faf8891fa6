package io.kinedex.ingest.evaluate;

import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.util.List;

/**
 * What an evaluation found.
 *
 * @param engine  that was run
 * @param model   that it ran
 * @param digest  SHA-256 of the model's weights
 * @param rows    by class, by sequence; the last one is of all where there are several
 * @param notes   what a reader of the figures has to know
 * @param unread  files that could not be used
 */
public record Report(
        String engine, String model, String digest, List<Row> rows, List<String> notes, List<Unread> unread) {
    public Report {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
        unread = List.copyOf(unread);
    }

    /** Figures of one thing; rows of one report have the same figures in the same order. */
    public record Row(String what, List<Figure> figures) {
        public Row {
            figures = List.copyOf(figures);
        }
    }

    /** How a figure is read. */
    public enum Unit {
        COUNT,
        /** A part of one; error rates and MOTA may leave 0..1. */
        SHARE,
        /** A plain number, such as a threshold. */
        PLAIN
    }

    /** @param name as tables and JSON have it, in lower case with dashes */
    public record Figure(String name, double value, Unit unit) {
        static Figure count(String name, long value) {
            return new Figure(name, value, Unit.COUNT);
        }

        static Figure share(String name, double value) {
            return new Figure(name, value, Unit.SHARE);
        }

        static Figure plain(String name, double value) {
            return new Figure(name, value, Unit.PLAIN);
        }
    }
}
