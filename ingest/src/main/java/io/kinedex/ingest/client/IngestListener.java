package io.kinedex.ingest.client;

import io.kinedex.ingest.upload.Upload;
import java.nio.file.Path;
import java.time.Duration;

/** Told how far {@link FileIngest} is, by the thread that runs it unless said otherwise. */
public interface IngestListener {
    /** Bytes are leaving; called by a thread of the HTTP client too. */
    void sending(Path file, long sent, long length);

    /** The node has the file; the upload as it stands, twice a second. */
    void analysing(Path file, Upload upload);

    /** The node does not answer for now; the next attempt follows after the pause. */
    void interrupted(Path file, String reason, Duration pause);

    /** All that was found in the file is searchable, or it cannot be used. */
    void ended(FileIngest.Outcome outcome);
}
