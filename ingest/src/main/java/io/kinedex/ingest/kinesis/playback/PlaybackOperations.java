package io.kinedex.ingest.kinesis.playback;

import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.Operations;
import io.kinedex.ingest.storage.DurableFiles;
import java.nio.file.Path;
import java.time.Clock;

/** The operations of playback, with what they share. Any thread may call; closed after the endpoint. */
public final class PlaybackOperations implements AutoCloseable {
    private final MediaThreads threads;

    private PlaybackOperations(MediaThreads threads) {
        this.threads = threads;
    }

    /**
     * Adds GetHLSStreamingSessionURL with the pages of its sessions, GetClip and GetImages.
     *
     * @param folder of their own: the key of sessions, and clips on their way out
     * @param atOnce how many segments, clips and images are made at the same time
     */
    public static PlaybackOperations register(
            Operations operations,
            FragmentArchive archive,
            PlaybackStreams streams,
            Path folder,
            int atOnce,
            Clock clock) {
        DurableFiles.folder(folder);
        Path clips = folder.resolve("clips");
        DurableFiles.remove(clips);
        DurableFiles.folder(clips);
        MediaThreads threads = new MediaThreads(atOnce);
        SealedTokens tokens = SealedTokens.open(folder.resolve("sessions.key"));
        ArchiveTracks tracks = new ArchiveTracks(archive);
        AskedStream asked = new AskedStream(streams);
        Playlists playlists = new Playlists(archive, tracks, clock);
        operations
                .video(
                        "GetHLSStreamingSessionURL",
                        new GetHlsStreamingSessionUrl(archive, tracks, asked, tokens, clock))
                .video("GetClip", new GetClip(archive, tracks, asked, threads, clips, clock))
                .video("GetImages", new GetImages(archive, asked, tokens, threads, clock))
                .page(GetHlsStreamingSessionUrl.PREFIX, new HlsPages(archive, playlists, tokens, threads, clock));
        return new PlaybackOperations(threads);
    }

    @Override
    public void close() {
        threads.close();
    }
}
