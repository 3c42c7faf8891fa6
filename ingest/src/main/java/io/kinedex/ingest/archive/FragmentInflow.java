package io.kinedex.ingest.archive;

import io.kinedex.ingest.IngestException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The fragments of one source on their way into the archive, one behind the other in the same files, so that the next can
 * arrive while those before it are forced to the disk. One thread begins, fills and finishes fragments, one at a time; the
 * same or another one keeps those that are finished, in their order. Closed when both are done.
 */
public final class FragmentInflow implements AutoCloseable {
    private final ArchiveWriting archive;
    private final String stream;
    private final StreamFiles files;
    private Optional<SegmentWriter> writer = Optional.empty();
    private int onTheirWay;
    private boolean broken;

    FragmentInflow(ArchiveWriting archive, String stream, StreamFiles files) {
        this.archive = archive;
        this.stream = stream;
        this.files = files;
    }

    /**
     * Begins a fragment. Others may be appended to the stream in the meantime.
     *
     * @throws IngestException DISK, or NOT_FOUND where the stream was removed while fragments are on their way
     */
    public IncomingFragment begin() {
        archive.requireRoom();
        synchronized (files) {
            try {
                SegmentWriter its = writer.isPresent() ? requireBorrowed() : archive.borrow(stream);
                writer = Optional.of(its);
                IncomingFragment incoming = new IncomingFragment(this, archive.place(its, files));
                onTheirWay++;
                return incoming;
            } catch (IOException e) {
                throw ArchiveFiles.disk("a fragment of stream '%s' cannot be written".formatted(stream), e);
            }
        }
    }

    /**
     * Keeps the fragments, the first of those that are finished: they and their rows are on disk when this returns. After a
     * failure the inflow keeps nothing any more.
     *
     * @param fragments finished, in the order in which they began
     * @throws IngestException DISK, or NOT_FOUND where the stream was removed in the meantime; none of them is kept then
     */
    public List<ArchivedFragment> keep(List<IncomingFragment> fragments) {
        boolean kept = false;
        try {
            force(fragments);
            synchronized (files) {
                if (broken) {
                    throw new IllegalStateException("a fragment before could not be kept");
                }
                List<ArchivedFragment> rows = archive.put(stream, requireBorrowed(), fragments);
                onTheirWay -= fragments.size();
                giveBackIfDone();
                kept = true;
                return rows;
            }
        } catch (IOException e) {
            throw ArchiveFiles.disk(
                    "fragment %s of stream '%s' cannot be written"
                            .formatted(fragments.getFirst().keeping().number(), stream),
                    e);
        } finally {
            if (!kept) {
                synchronized (files) {
                    broken = true;
                }
            }
        }
    }

    /** Finishes the fragment and keeps it, where none before it is still to be kept. */
    public ArchivedFragment keep(IncomingFragment fragment, IncomingFragment.Keeping how) {
        fragment.finish(how);
        return keep(List.of(fragment)).getFirst();
    }

    /** Once for each file: its bytes are in the order of the fragments. */
    private static void force(List<IncomingFragment> fragments) throws IOException {
        for (SegmentFile file :
                fragments.stream().map(IncomingFragment::file).distinct().toList()) {
            file.force();
        }
    }

    void finished(IncomingFragment fragment) {
        synchronized (files) {
            writer.orElseThrow().finished(fragment.file(), fragment.length(), archive.now());
        }
    }

    void abandoned() {
        synchronized (files) {
            onTheirWay--;
            try {
                giveBackIfDone();
            } catch (IOException e) {
                throw ArchiveFiles.disk("a segment of stream '%s' cannot be closed".formatted(stream), e);
            }
        }
    }

    private SegmentWriter requireBorrowed() {
        return writer.filter(files::isBorrowed)
                .orElseThrow(() -> new IngestException(
                        IngestException.Code.NOT_FOUND,
                        "stream '%s' was removed while a fragment arrived".formatted(stream)));
    }

    /** Between two fragments the writer is anybody's, and its file may leave the archive. */
    private void giveBackIfDone() throws IOException {
        if (onTheirWay == 0 && writer.isPresent()) {
            SegmentWriter its = writer.get();
            writer = Optional.empty();
            its.drop();
            files.giveBack(its);
        }
    }

    /** Whatever is not kept leaves no trace. */
    @Override
    public void close() {
        synchronized (files) {
            onTheirWay = 0;
            try {
                giveBackIfDone();
            } catch (IOException e) {
                throw ArchiveFiles.disk("a segment of stream '%s' cannot be closed".formatted(stream), e);
            }
        }
    }
}
