package io.kinedex.ingest.upload;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.upload.Upload.Progress;
import io.kinedex.ingest.upload.Upload.State;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An upload as its file tells it: what must be known to go on after the loss of the process.
 *
 * @param id       sorts by time of creation
 * @param length   -1 where unknown
 * @param plan     how it is cut, from the moment at which that begins
 * @param last     number of its last fragment, once it has been cut; empty where it had none
 * @param cut      whether all its fragments are in the archive
 * @param ended    when it became searchable or failed
 * @param attempts how often its cut was begun since it last added a fragment to the archive
 */
record UploadRow(
        String id,
        String stream,
        String fileName,
        State state,
        long length,
        long received,
        Optional<Instant> start,
        Optional<String> after,
        Optional<Plan> plan,
        String last,
        boolean cut,
        Progress progress,
        String error,
        String warning,
        Optional<Instant> ended,
        int attempts) {
    /** A file whose cut ended the process this often, without one more fragment, is given up. */
    static final int ATTEMPTS_MAX = 8;

    /**
     * Decided once, so that a resumed cut gives the same fragments.
     *
     * @param start       producer time of the first frame
     * @param first       number of the first fragment
     * @param recording   whether the file is a Kinesis Video recording, whose fragments are taken as they are
     * @param keepNumbers whether the recording's own numbers are kept
     * @param ordinal     of the first fragment in the archive
     */
    record Plan(Instant start, String first, boolean recording, boolean keepNumbers, long ordinal) {}

    static UploadRow fresh(String id, NewUpload upload) {
        return new UploadRow(
                id,
                upload.stream(),
                upload.fileName(),
                State.RECEIVING,
                upload.length().orElse(-1),
                0,
                upload.start(),
                upload.after(),
                Optional.empty(),
                "",
                false,
                Progress.NONE,
                "",
                "",
                Optional.empty(),
                0);
    }

    Upload view() {
        return new Upload(
                id,
                stream,
                fileName,
                state,
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                received,
                plan.map(Plan::start).or(() -> start),
                progress,
                error,
                warning);
    }

    boolean queued() {
        return state == State.QUEUED || state == State.ANALYSING;
    }

    boolean holds(FragmentNumber number) {
        return plan.isPresent()
                && FragmentNumber.parse(plan.get().first()).compareTo(number) <= 0
                && (last.isEmpty() || FragmentNumber.parse(last).compareTo(number) >= 0);
    }

    UploadRow receiving(long bytes) {
        return with(
                bytes >= 0 && bytes == length ? State.QUEUED : state, bytes, plan, last, cut, progress, error, warning);
    }

    UploadRow complete(long bytes) {
        return with(State.QUEUED, bytes, plan, last, cut, progress, error, warning);
    }

    UploadRow planned(Plan decided) {
        return with(State.ANALYSING, received, Optional.of(decided), last, cut, progress, error, warning);
    }

    UploadRow cutTo(String lastNumber, Progress now, String notice) {
        return with(state, received, plan, lastNumber, true, now, error, notice.isEmpty() ? warning : notice);
    }

    UploadRow progressed(Progress now) {
        return with(state, received, plan, last, cut, now, error, warning);
    }

    UploadRow attempted(int times) {
        return new UploadRow(
                id, stream, fileName, state, length, received, start, after, plan, last, cut, progress, error, warning,
                ended, times);
    }

    UploadRow warned(String notice) {
        return with(state, received, plan, last, cut, progress, error, notice);
    }

    UploadRow searchable(Instant now) {
        return with(State.SEARCHABLE, received, plan, last, cut, progress, error, warning)
                .endedAt(now);
    }

    UploadRow failed(String reason, Instant now) {
        return with(State.FAILED, received, plan, last, cut, progress, reason, warning)
                .endedAt(now);
    }

    private UploadRow with(
            State newState,
            long newReceived,
            Optional<Plan> newPlan,
            String newLast,
            boolean newCut,
            Progress newProgress,
            String newError,
            String newWarning) {
        return new UploadRow(
                id,
                stream,
                fileName,
                newState,
                length,
                newReceived,
                start,
                after,
                newPlan,
                newLast,
                newCut,
                newProgress,
                newError,
                newWarning,
                ended,
                attempts);
    }

    private UploadRow endedAt(Instant now) {
        return new UploadRow(
                id,
                stream,
                fileName,
                state,
                length,
                received,
                start,
                after,
                plan,
                last,
                cut,
                progress,
                error,
                warning,
                Optional.of(now),
                attempts);
    }
}
