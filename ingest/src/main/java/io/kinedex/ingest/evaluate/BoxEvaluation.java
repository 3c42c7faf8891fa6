package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.BoxScore;
import io.kinedex.inference.evaluate.LabelMatching;
import io.kinedex.inference.evaluate.TrueBox;
import io.kinedex.inference.track.Finding;
import io.kinedex.ingest.evaluate.Evaluator.Chosen;
import io.kinedex.ingest.evaluate.LabelledData.Picture;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import io.kinedex.ingest.evaluate.Report.Figure;
import io.kinedex.ingest.evaluate.Report.Row;
import io.kinedex.ingest.pipeline.EngineTrial;
import io.kinedex.metadata.record.Detection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Scores a detector on labelled boxes. Only labels count that both the engine and the data know: what the engine cannot know
 * is told apart and not missed, what the data does not label is told apart and not wrong. For one thread, once.
 */
final class BoxEvaluation {
    private final EngineTrial engine;
    private final Chosen chosen;
    private final double curveMin;
    private final LabelMatching matching;
    private final Evaluator.Options options;
    private final BoxScore score;
    private final Set<String> labelled = new HashSet<>();
    private int truthsUnknown;
    private int foundUnlabelled;

    /** @param curveMin from which confidence on the engine gives findings */
    BoxEvaluation(EngineTrial engine, Chosen chosen, List<String> labels, double curveMin, Evaluator.Options options) {
        this.engine = engine;
        this.chosen = chosen;
        this.curveMin = curveMin;
        this.matching = new LabelMatching(labels);
        this.options = options;
        this.score = new BoxScore(options.confidenceMin());
    }

    Report run(LabelledData.Boxes data, EvaluationListener listener) throws InterruptedException {
        data.names().forEach(name -> matching.label(name).ifPresent(labelled::add));
        PictureLooks<Picture> looks = new PictureLooks<>(engine, options.longSideMax(), Picture::file);
        looks.look(data.pictures(), listener, this::add);
        List<Unread> unread =
                Stream.concat(data.unread().stream(), looks.unread().stream()).toList();
        return new Report(
                chosen.engine(),
                chosen.model(),
                engine.digest(),
                rows(),
                notes(data, looks.unread().size()),
                unread);
    }

    private void add(Picture picture, int width, int height, List<Finding> found) {
        double labelWidth = picture.width() > 0 ? picture.width() : width;
        double labelHeight = picture.height() > 0 ? picture.height() : height;
        List<TrueBox> truths = new ArrayList<>();
        picture.boxes()
                .forEach(box -> matching.label(box.label())
                        .ifPresentOrElse(
                                label -> {
                                    TrueBox truth = box.of(labelWidth, labelHeight);
                                    truths.add(new TrueBox(label, truth.box(), truth.counts()));
                                },
                                () -> truthsUnknown++));
        List<Detection> counted = found.stream()
                .map(Finding::detection)
                .filter(detection -> labelled.contains(detection.label()))
                .toList();
        foundUnlabelled += found.size() - counted.size();
        score.add(truths, counted);
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        score.results().forEach((label, result) -> rows.add(row(label, result)));
        if (rows.size() != 1) {
            rows.add(row("all", score.mean()));
        }
        return rows;
    }

    private static Row row(String what, BoxScore.Result result) {
        return new Row(
                what,
                List.of(
                        Figure.count("labelled", result.truths()),
                        Figure.count("found", result.found()),
                        Figure.share("ap50", result.ap50()),
                        Figure.share("ap50:95", result.ap()),
                        Figure.share("recall-max", result.recallMax()),
                        Figure.share("recall", result.recall()),
                        Figure.share("precision", result.precision())));
    }

    private List<String> notes(LabelledData.Boxes data, int unread) {
        List<String> notes = new ArrayList<>();
        notes.add(String.format(
                Locale.ROOT,
                "%d pictures. Curves are of findings from confidence %.2f on; recall and precision are of those from %.2f on.",
                data.pictures().size() - unread,
                curveMin,
                options.confidenceMin()));
        Set<String> unknown = matching.unknown(data.names());
        if (!unknown.isEmpty()) {
            notes.add("%s cannot know: %s. Their %d boxes are not counted as missed."
                    .formatted(chosen.model(), String.join(", ", unknown), truthsUnknown));
        }
        if (foundUnlabelled > 0) {
            notes.add("%d findings are of classes that the data does not label; they are not counted as wrong."
                    .formatted(foundUnlabelled));
        }
        return notes;
    }
}
