package io.kinedex.ingest.evaluate;

import io.kinedex.frames.CutOptions;
import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentCutter;
import io.kinedex.frames.FramesException;
import io.kinedex.inference.evaluate.PlainText;
import io.kinedex.inference.evaluate.WordScore;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.archive.FragmentArchive.Placing;
import io.kinedex.ingest.evaluate.Evaluator.Chosen;
import io.kinedex.ingest.evaluate.LabelledData.Transcript;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import io.kinedex.ingest.evaluate.Report.Figure;
import io.kinedex.ingest.evaluate.Report.Row;
import io.kinedex.ingest.pipeline.HearingTrial;
import io.kinedex.metadata.record.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Scores an engine that writes down what is said. Each file is cut into fragments and archived as a stream of its own, as an
 * upload is. For one thread, once.
 */
final class TranscriptEvaluation {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final HearingTrial engine;
    private final FragmentArchive archive;
    private final Chosen chosen;
    private final List<Unread> unread = new ArrayList<>();
    private WordScore words = WordScore.NONE;
    private WordScore characters = WordScore.NONE;

    TranscriptEvaluation(HearingTrial engine, FragmentArchive archive, Chosen chosen) {
        this.engine = engine;
        this.archive = archive;
        this.chosen = chosen;
    }

    Report run(LabelledData.Transcripts data, EvaluationListener listener) throws InterruptedException {
        unread.addAll(data.unread());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < data.transcripts().size(); i++) {
            listener.done(i, data.transcripts().size());
            Transcript transcript = data.transcripts().get(i);
            try {
                rows.add(score(transcript, said("file-" + (i + 1), transcript)));
            } catch (FramesException | IngestException | ExecutionException e) {
                unread.add(new Unread(transcript.file().toString(), String.valueOf(e.getMessage())));
            }
        }
        if (rows.size() != 1) {
            rows.add(row("all", words, characters));
        }
        List<String> notes = List.of(
                "Texts are compared in lower case, without punctuation, symbols and what stands in brackets; numbers as they "
                        + "are written.");
        return new Report(chosen.engine(), chosen.model(), engine.digest(), rows, notes, unread);
    }

    private String said(String stream, Transcript transcript) throws InterruptedException, ExecutionException {
        List<ArchivedFragment> rows = new ArrayList<>();
        try (FragmentCutter cutter = FragmentCutter.open(transcript.file(), CutOptions.startingAt(START))) {
            Optional<Fragment> next = cutter.next();
            while (next.isPresent()) {
                Fragment fragment = next.get();
                next = cutter.next();
                rows.add(archive.append(
                        stream, fragment, new Placing(fragment.number(), Duration.ZERO, next.isEmpty())));
            }
        }
        return engine.hear(stream, rows).stream().map(Wording::text).collect(Collectors.joining(" "));
    }

    private Row score(Transcript transcript, String said) {
        String truth = PlainText.of(transcript.text());
        String found = PlainText.of(said);
        WordScore inWords = WordScore.words(truth, found);
        WordScore inCharacters = WordScore.characters(truth, found);
        words = words.plus(inWords);
        characters = characters.plus(inCharacters);
        return row(transcript.file().getFileName().toString(), inWords, inCharacters);
    }

    private static Row row(String what, WordScore words, WordScore characters) {
        return new Row(
                what,
                List.of(
                        Figure.count("words", words.length()),
                        Figure.count("wrong", words.substitutions()),
                        Figure.count("missing", words.deletions()),
                        Figure.count("too-many", words.insertions()),
                        Figure.share("wer", words.rate()),
                        Figure.share("cer", characters.rate())));
    }
}
