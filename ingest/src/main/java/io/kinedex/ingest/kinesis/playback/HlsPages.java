package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.Fragment;
import io.kinedex.frames.FragmentNumber;
import io.kinedex.frames.FramesException;
import io.kinedex.frames.Mp4Segments;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;

/** What players ask for in an HLS session. Safe for all threads; blocks. */
final class HlsPages implements Page {
    private static final String PLAYLIST = "application/vnd.apple.mpegurl";

    private final FragmentArchive archive;
    private final Playlists playlists;
    private final SealedTokens tokens;
    private final MediaThreads threads;
    private final Clock clock;

    HlsPages(FragmentArchive archive, Playlists playlists, SealedTokens tokens, MediaThreads threads, Clock clock) {
        this.archive = archive;
        this.playlists = playlists;
        this.tokens = tokens;
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public void answer(Visit visit) throws IOException, InterruptedException {
        String token = visit.parameter("SessionToken").orElse("");
        HlsSession session = session(token);
        switch (visit.path()) {
            case "/getHLSMasterPlaylist.m3u8" -> visit.reply(PLAYLIST, bytes(master(session, token)));
            case "/getHLSMediaPlaylist.m3u8" ->
                visit.reply(PLAYLIST, bytes(Playlists.media(session, playlists.window(session), token)));
            case "/getMP4InitFragment.mp4" -> {
                ArchivedFragment row = row(visit, session);
                visit.reply("video/mp4", made(() -> Mp4Segments.init(archive.read(row))));
            }
            case "/getMP4MediaFragment.mp4" -> {
                ArchivedFragment row = row(visit, session);
                Instant start = session.timeline().start(row);
                visit.reply("video/mp4", made(() -> media(archive.read(row), start)));
            }
            default -> throw MediaErrors.notFound("there is no %s in an HLS session".formatted(visit.path()));
        }
    }

    private HlsSession session(String token) {
        HlsSession session = tokens.open(token, HlsSession.class)
                .orElseThrow(() -> notAuthorized("the session token is not one of this node"));
        if (!clock.instant().isBefore(session.expires())) {
            throw notAuthorized("the session has expired at %s".formatted(session.expires()));
        }
        return session;
    }

    private String master(HlsSession session, String token) {
        PlaylistWindow window = playlists.window(session);
        if (window.entries().isEmpty()) {
            throw MediaErrors.notFound("the session's fragments have left the archive");
        }
        return Playlists.master(window.entries(), token);
    }

    private ArchivedFragment row(Visit visit, HlsSession session) {
        String number = visit.parameter("FragmentNumber").orElse("");
        try {
            return archive.find(session.stream(), FragmentNumber.parse(number))
                    .filter(session::shows)
                    .orElseThrow(() -> MediaErrors.notFound("the session has no fragment " + number));
        } catch (IllegalArgumentException e) {
            throw Arguments.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] media(Fragment fragment, Instant start) {
        return Mp4Segments.media(fragment, start);
    }

    private byte[] made(Callable<byte[]> work) throws InterruptedException {
        try {
            return threads.call(work);
        } catch (FramesException e) {
            throw MediaErrors.of(e);
        } catch (IngestException e) {
            if (e.code() == IngestException.Code.NOT_FOUND) {
                throw MediaErrors.notFound(e.getMessage());
            }
            throw e;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AwsException notAuthorized(String message) {
        return new AwsException(403, "NotAuthorizedException", message);
    }
}
