package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.PlainText;
import io.kinedex.inference.evaluate.TextScore;
import io.kinedex.inference.evaluate.TrueBox;
import io.kinedex.inference.track.Finding;
import io.kinedex.ingest.evaluate.Evaluator.Chosen;
import io.kinedex.ingest.evaluate.LabelledData.TextPicture;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import io.kinedex.ingest.evaluate.Report.Figure;
import io.kinedex.ingest.evaluate.Report.Row;
import io.kinedex.ingest.pipeline.EngineTrial;
import io.kinedex.metadata.record.Detection;
import java.util.List;
import java.util.stream.Stream;

/** Scores an engine that reads on labelled boxes of text. For one thread, once. */
final class TextEvaluation {
    private final EngineTrial engine;
    private final Chosen chosen;
    private final Evaluator.Options options;
    private final TextScore score = new TextScore(PlainText::asWritten);
    private final TextScore plainScore = new TextScore(PlainText::of);

    TextEvaluation(EngineTrial engine, Chosen chosen, Evaluator.Options options) {
        this.engine = engine;
        this.chosen = chosen;
        this.options = options;
    }

    Report run(LabelledData.Texts data, EvaluationListener listener) throws InterruptedException {
        PictureLooks<TextPicture> looks = new PictureLooks<>(engine, options.longSideMax(), TextPicture::file);
        looks.look(data.pictures(), listener, this::add);
        List<Unread> unread =
                Stream.concat(data.unread().stream(), looks.unread().stream()).toList();
        List<String> notes = List.of(
                "%d pictures. A found box is right where its overlap with a labelled one is 0.5 or more."
                        .formatted(data.pictures().size() - looks.unread().size()),
                "cer is over the boxes that were found, as written; cer-plain without case and punctuation; cer-all counts "
                        + "what was not found as missing.");
        return new Report(chosen.engine(), chosen.model(), engine.digest(), List.of(row()), notes, unread);
    }

    private void add(TextPicture picture, int width, int height, List<Finding> found) {
        List<TrueBox> truths =
                picture.texts().stream().map(box -> box.of(width, height)).toList();
        List<Detection> texts = found.stream()
                .map(Finding::detection)
                .filter(detection -> !detection.text().isBlank())
                .toList();
        score.add(truths, texts);
        plainScore.add(truths, texts);
    }

    private Row row() {
        TextScore.Result result = score.result();
        TextScore.Result plain = plainScore.result();
        return new Row(
                "text",
                List.of(
                        Figure.count("labelled", result.truths()),
                        Figure.count("found", result.found()),
                        Figure.share("recall", result.recall()),
                        Figure.share("precision", result.precision()),
                        Figure.share("right", plain.readRight()),
                        Figure.count("characters", result.matched().length()),
                        Figure.share("cer", result.matched().rate()),
                        Figure.share("cer-plain", plain.matched().rate()),
                        Figure.share("cer-all", result.all().rate())));
    }
}
