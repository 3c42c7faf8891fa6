package io.kinedex.ingest.evaluate;

import io.kinedex.ingest.evaluate.LabelledData.Transcript;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads transcripts: a TSV with a file of sound or video and what is said in it, a line each. Where its first line has columns
 * named {@code path} or {@code file}, and {@code sentence}, {@code transcript} or {@code text}, those are taken, as in Common
 * Voice. Stateless.
 */
final class TranscriptReader {
    private static final List<String> FILES = List.of("path", "file");
    private static final List<String> TEXTS = List.of("sentence", "transcript", "text");

    private TranscriptReader() {}

    /** Those whose first lines name a file that is there. */
    static List<Path> labels(DataFolder folder) {
        return folder.ending("tsv").stream()
                .filter(file -> {
                    try {
                        return transcripts(folder, file, new ArrayList<>()).size() > 0;
                    } catch (IOException e) {
                        return false;
                    }
                })
                .toList();
    }

    static LabelledData.Transcripts read(DataFolder folder) {
        List<Transcript> all = new ArrayList<>();
        List<Unread> unread = new ArrayList<>();
        for (Path file : labels(folder)) {
            try {
                all.addAll(transcripts(folder, file, unread));
            } catch (IOException e) {
                unread.add(new Unread(folder.name(file), String.valueOf(e.getMessage())));
            }
        }
        return new LabelledData.Transcripts(all, unread);
    }

    private static List<Transcript> transcripts(DataFolder folder, Path file, List<Unread> unread) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        List<String> head =
                lines.isEmpty() ? List.of() : Arrays.asList(lines.getFirst().split("\t"));
        int named = FILES.stream().mapToInt(head::indexOf).max().orElse(-1);
        int text = TEXTS.stream().mapToInt(head::indexOf).max().orElse(-1);
        boolean headed = named >= 0 && text >= 0;
        List<Transcript> found = new ArrayList<>();
        for (int i = headed ? 1 : 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank() || lines.get(i).startsWith("#")) {
                continue;
            }
            String[] cells = lines.get(i).split("\t", -1);
            int fileCell = headed ? named : 0;
            int textCell = headed ? text : 1;
            Optional<Path> media = cells.length > Math.max(fileCell, textCell)
                    ? folder.find(cells[fileCell].strip(), file).or(() -> inClips(folder, cells[fileCell], file))
                    : Optional.empty();
            if (media.isPresent()) {
                found.add(new Transcript(media.get(), cells[textCell].strip()));
            } else {
                unread.add(new Unread(
                        folder.name(file), "line %d names no file that is there, or has no text".formatted(i + 1)));
            }
        }
        return found;
    }

    private static Optional<Path> inClips(DataFolder folder, String name, Path file) {
        return folder.find("clips/" + name.strip(), file);
    }
}
