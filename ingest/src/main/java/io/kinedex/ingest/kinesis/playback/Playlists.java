package io.kinedex.ingest.kinesis.playback;

import io.kinedex.frames.Track;
import io.kinedex.ingest.archive.ArchivedFragment;
import io.kinedex.ingest.archive.FragmentArchive;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the playlists of sessions. Safe for all threads; blocks on the disk.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8216">RFC 8216, HTTP Live Streaming</a>
 */
final class Playlists {
    /** Live sessions whose place is remembered; others are found again from their first fragment. */
    private static final int WINDOWS_MAX = 1_000;

    private static final DateTimeFormatter DATE_TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final FragmentArchive archive;
    private final ArchiveTracks tracks;
    private final Clock clock;
    private final Map<String, SlidingWindow> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SlidingWindow> eldest) {
            return size() > WINDOWS_MAX;
        }
    };

    Playlists(FragmentArchive archive, ArchiveTracks tracks, Clock clock) {
        this.archive = archive;
        this.tracks = tracks;
        this.clock = clock;
    }

    /** What the session's media playlist shows now. */
    PlaylistWindow window(HlsSession session) {
        if (session.mode() == HlsSession.Mode.ON_DEMAND) {
            return whole(session);
        }
        SlidingWindow window;
        synchronized (windows) {
            window = windows.computeIfAbsent(session.id(), _ -> new SlidingWindow(session, archive, tracks));
        }
        return window.at(clock.instant());
    }

    private PlaylistWindow whole(HlsSession session) {
        EntryChain chain = new EntryChain(session, tracks);
        List<PlaylistEntry> entries = new ArrayList<>();
        for (ArchivedFragment row :
                session.timeline().select(archive, session.stream(), session.range(), session.fragmentsMax())) {
            chain.next(row).ifPresent(entries::add);
        }
        return new PlaylistWindow(entries, 0, 0, true);
    }

    /** The playlist with which a player begins. */
    static String master(List<PlaylistEntry> entries, String token) {
        long peak =
                entries.stream().mapToLong(PlaylistEntry::bitsPerSecond).max().orElse(1);
        long bits =
                entries.stream().mapToLong(entry -> entry.row().length() * 8L).sum();
        long millis =
                entries.stream().mapToLong(entry -> entry.duration().toMillis()).sum();
        PlaylistEntry first = entries.getFirst();
        Optional<Track> video = first.tracks().video();
        return """
                #EXTM3U
                #EXT-X-VERSION:6
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-STREAM-INF:BANDWIDTH=%d,AVERAGE-BANDWIDTH=%d,CODECS="%s"%s
                getHLSMediaPlaylist.m3u8?SessionToken=%s
                """.formatted(
                        Math.max(1, peak),
                        Math.max(1, bits * 1_000 / Math.max(1, millis)),
                        first.tracks().codecs(),
                        video.map(track -> ",RESOLUTION=%dx%d".formatted(track.width(), track.height()))
                                .orElse(""),
                        token);
    }

    /** The playlist of segments. */
    static String media(HlsSession session, PlaylistWindow window, String token) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:6\n");
        text.append("#EXT-X-TARGETDURATION:%d\n".formatted(targetSeconds(session, window.entries())));
        text.append("#EXT-X-MEDIA-SEQUENCE:%d\n".formatted(window.sequence()));
        if (session.mode() == HlsSession.Mode.ON_DEMAND) {
            text.append("#EXT-X-PLAYLIST-TYPE:VOD\n");
        } else {
            text.append("#EXT-X-DISCONTINUITY-SEQUENCE:%d\n".formatted(window.discontinuities()));
        }
        Optional<PlaylistEntry> before = Optional.empty();
        for (PlaylistEntry entry : window.entries()) {
            append(text, entry, before, session, token);
            before = Optional.of(entry);
        }
        return text.append(window.ended() ? "#EXT-X-ENDLIST\n" : "").toString();
    }

    private static void append(
            StringBuilder text, PlaylistEntry entry, Optional<PlaylistEntry> before, HlsSession session, String token) {
        if (entry.discontinuity()) {
            text.append("#EXT-X-DISCONTINUITY\n");
        }
        if (before.map(PlaylistEntry::init).filter(entry.init()::equals).isEmpty()) {
            text.append("#EXT-X-MAP:URI=\"getMP4InitFragment.mp4?FragmentNumber=%s&SessionToken=%s\"\n"
                    .formatted(entry.init(), token));
        }
        if (session.displaysTimestamps()) {
            text.append("#EXT-X-PROGRAM-DATE-TIME:%s\n".formatted(DATE_TIME.format(entry.start())));
        }
        text.append("#EXTINF:%s,\ngetMP4MediaFragment.mp4?FragmentNumber=%s&SessionToken=%s\n"
                .formatted(seconds(entry.duration()), entry.row().number(), token));
    }

    /** The longest segment's duration in whole seconds, as HLS rounds it. */
    static int targetSeconds(List<PlaylistEntry> entries) {
        long millis = entries.stream()
                .mapToLong(entry -> entry.duration().toMillis())
                .max()
                .orElse(0);
        return (int) Math.max(1, Math.round(millis / 1_000.0));
    }

    private static int targetSeconds(HlsSession session, List<PlaylistEntry> entries) {
        return Math.max(session.targetSeconds(), targetSeconds(entries));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.6f", duration.toNanos() / 1e9);
    }
}
