package io.kinedex.ingest.client;

import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.upload.NewUpload;
import io.kinedex.ingest.upload.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Sends files to one stream and waits until all that was found in them is searchable. A cut connection or a restart of
 * the node costs time and nothing else: sending goes on from what the node has on disk. One thread at a time; an
 * interrupt ends it, and leaves what the node has already got with the node.
 */
public final class FileIngest {
    /** How long a node may be away before the attempt is given up. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

    /** What goes out in one request: what a cut connection can cost. */
    private static final long PIECE_BYTES = 32L << 20;

    private static final Duration POLL = Duration.ofMillis(500);

    private final NodeClient client;
    private final IngestListener listener;
    private final Duration limit;
    private final Patience patience;

    /** @param patience how long the node may be away before the attempt is given up */
    public FileIngest(NodeClient client, Duration patience, IngestListener listener) {
        this.client = client;
        this.listener = listener;
        this.limit = patience;
        this.patience = new Patience(patience);
    }

    /**
     * How it went with one file.
     *
     * @param upload as the node has it; empty where the node did not take it
     * @param error  why nothing of the file can be searched; empty where all is well
     */
    public record Outcome(Path file, Optional<Upload> upload, String error) {
        public boolean searchable() {
            return error.isEmpty();
        }
    }

    /** A file that the node has taken. */
    private record Sent(Path file, Upload upload) {}

    /**
     * Brings the files in, each following the one before in time. What is wrong with one of them does not keep the others.
     *
     * @param start producer time of the first file's first frame; where empty the node decides
     * @return one outcome for each file, in the order given
     * @throws NodeUnreachable where the node stays away
     */
    public List<Outcome> ingest(String stream, List<Path> files, Optional<Instant> start) throws InterruptedException {
        List<Object> taken = new ArrayList<>();
        Optional<String> before = Optional.empty();
        for (Path file : files) {
            try {
                Sent sent = send(stream, file, before.isEmpty() ? start : Optional.empty(), before);
                before = Optional.of(sent.upload().id());
                taken.add(sent);
            } catch (NodeProblem refusal) {
                taken.add(failed(file, refusal.getMessage()));
            } catch (IOException e) {
                taken.add(failed(file, unreadable(file, e)));
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Object each : taken) {
            outcomes.add(each instanceof Sent sent ? await(sent) : (Outcome) each);
        }
        return List.copyOf(outcomes);
    }

    private Sent send(String stream, Path file, Optional<Instant> start, Optional<String> after)
            throws IOException, InterruptedException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder");
        }
        long length = Files.size(file);
        if (!Files.isReadable(file)) {
            throw new java.nio.file.AccessDeniedException(file.toString());
        }
        NewUpload announced =
                new NewUpload(stream, file.getFileName().toString(), OptionalLong.of(length), start, after);
        Upload upload = patience.insist(() -> client.createUpload(announced), telling(file));
        while (upload.state() == Upload.State.RECEIVING) {
            upload = sendPiece(file, upload, length);
        }
        return new Sent(file, upload);
    }

    private Upload sendPiece(Path file, Upload upload, long length) throws InterruptedException {
        long offset = upload.received();
        long piece = Math.min(PIECE_BYTES, length - offset);
        listener.sending(file, offset, length);
        try {
            client.sendBytes(
                    upload.id(),
                    file,
                    offset,
                    piece,
                    offset + piece == length,
                    sent -> listener.sending(file, offset + sent, length));
            if (piece > 0) {
                patience.succeeded();
            }
        } catch (NodeUnreachable cut) {
            patience.pauseAfter(cut, telling(file));
        } catch (NodeProblem refusal) {
            // a conflict: the node is still busy with the request that was cut, or has more or less than we think
            if (!refusal.passing() && refusal.code() != IngestException.Code.CONFLICT) {
                throw refusal;
            }
            patience.pauseAfter(refusal, telling(file));
        }
        return new Patience(limit).insist(() -> client.upload(upload.id()), telling(file));
    }

    private Outcome await(Sent sent) throws InterruptedException {
        Upload upload = sent.upload();
        while (!upload.state().ended()) {
            listener.analysing(sent.file(), upload);
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            try {
                upload = patience.insist(() -> client.upload(sent.upload().id()), telling(sent.file()));
            } catch (NodeProblem gone) {
                return failed(sent.file(), gone.getMessage());
            }
        }
        listener.analysing(sent.file(), upload);
        String error = upload.state() == Upload.State.FAILED ? reason(upload) : "";
        Outcome outcome = new Outcome(sent.file(), Optional.of(upload), error);
        listener.ended(outcome);
        return outcome;
    }

    private Outcome failed(Path file, String error) {
        Outcome outcome = new Outcome(file, Optional.empty(), error);
        listener.ended(outcome);
        return outcome;
    }

    private static String reason(Upload upload) {
        return upload.error().isBlank() ? "the node does not say why" : upload.error();
    }

    private Patience.Interruption telling(Path file) {
        return (failure, pause) -> listener.interrupted(file, failure.getMessage(), pause);
    }

    private static String unreadable(Path file, IOException failure) {
        return switch (failure) {
            case java.nio.file.NoSuchFileException _ -> "there is no file %s".formatted(file);
            case java.nio.file.AccessDeniedException _ -> "%s may not be read".formatted(file);
            default -> "%s cannot be read: %s".formatted(file, failure.getMessage());
        };
    }
}
