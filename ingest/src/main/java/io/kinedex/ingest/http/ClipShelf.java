package io.kinedex.ingest.http;

import io.kinedex.ingest.media.SightingMedia;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Clips that were made a moment ago: a player asks for one in several ranges. Keeps a few files; those in use are kept
 * beyond. Confined to one event loop.
 */
final class ClipShelf {
    private static final int KEPT_MAX = 8;

    private final BlockingCalls media;
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    ClipShelf(BlockingCalls media) {
        this.media = media;
    }

    /** A clip's file and its size. */
    record Film(SightingMedia.Clip clip, long length) {}

    private static final class Slot {
        private final Future<Film> film;
        private int users;

        private Slot(Future<Film> film) {
            this.film = film;
        }
    }

    /** The film of that key, made where it is not there; {@link #giveBack} follows where this succeeds. */
    Future<Film> take(String key, Callable<Film> make) {
        Slot slot = slots.computeIfAbsent(key, _ -> new Slot(media.call(make)));
        slot.users++;
        return slot.film.onFailure(_ -> slots.remove(key, slot));
    }

    void giveBack(String key) {
        Slot slot = slots.get(key);
        if (slot != null) {
            slot.users--;
        }
        Iterator<Slot> oldestFirst = slots.values().iterator();
        int over = slots.size() - KEPT_MAX;
        while (over > 0 && oldestFirst.hasNext()) {
            Slot old = oldestFirst.next();
            if (old.users == 0) {
                oldestFirst.remove();
                remove(old);
                over--;
            }
        }
    }

    /** Removes every file. */
    void clear() {
        slots.values().forEach(ClipShelf::remove);
        slots.clear();
    }

    private static void remove(Slot slot) {
        slot.film.onSuccess(film -> Thread.startVirtualThread(film.clip()::close));
    }
}
