package io.kinedex.ingest.emulator;

import io.kinedex.frames.FragmentNumber;
import io.kinedex.ingest.emulator.Ending.How;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Takes an answer apart into fragments and lets faults strike each of them. For one thread. */
final class FaultyMedia extends OutputStream {
    /** The in-band error for a fragment that retention has removed. */
    private static final int NOT_FOUND = 4000;

    private final OutputStream out;
    private final Faults.Call call;
    private final Expired expired;
    private final MediaSplitter splitter = new MediaSplitter();
    private long fragments;

    FaultyMedia(OutputStream out, Faults.Call call, Expired expired) {
        this.out = out;
        this.call = call;
        this.expired = expired;
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        splitter.add(bytes, from, count);
        for (Optional<MediaUnit> unit = splitter.next(); unit.isPresent(); unit = splitter.next()) {
            send(unit.get());
        }
        if (splitter.isPassing()) {
            out.write(splitter.rest());
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        Optional<MediaUnit> last = splitter.last();
        if (last.isPresent()) {
            send(last.get());
        }
        out.write(splitter.rest());
        out.close();
    }

    private void send(MediaUnit unit) throws IOException {
        Optional<FragmentNumber> number = unit.number();
        if (number.isEmpty()) {
            out.write(unit.bytes());
            return;
        }
        fragments++;
        List<FaultEffect> effects = call.fragment(fragments, number.get());
        Shape shape = new Shape(unit);
        for (FaultEffect effect : effects) {
            shape = apply(effect, shape, number.get());
        }
        if (expired.has(call.stream(), number.get())) {
            leaveOut(unit);
            return;
        }
        byte[] bytes = shape.unit().bytes();
        for (int i = 0; i < shape.copies(); i++) {
            out.write(bytes);
        }
    }

    /** A fragment that is gone: GetMedia goes on with the next, a list of fragments names what it lacks. */
    private void leaveOut(MediaUnit unit) throws IOException {
        if (isList()) {
            out.write(unit.listedError(NOT_FOUND));
        }
    }

    private boolean isList() {
        return call.operation().equals("GetMediaForFragmentList");
    }

    /** What is sent of a fragment, and how often. */
    private record Shape(MediaUnit unit, int copies) {
        Shape(MediaUnit unit) {
            this(unit, 1);
        }

        Shape with(MediaUnit other) {
            return new Shape(other, copies);
        }
    }

    private Shape apply(FaultEffect effect, Shape shape, FragmentNumber number) throws IOException {
        MediaUnit unit = shape.unit();
        return switch (effect) {
            case FaultEffect.Cut cut -> throw cutWithin(unit, cut);
            case FaultEffect.Stall stall -> {
                out.flush();
                FaultyBytes.sleep(stall.time());
                yield shape;
            }
            case FaultEffect.InBandError error -> {
                out.write(isList() ? unit.listedError(error.id()) : unit.error(error.id()));
                out.flush();
                if (!error.goesOn()) {
                    throw new Ending(How.IN_ORDER);
                }
                yield shape;
            }
            case FaultEffect.Duplicate duplicate -> new Shape(unit, shape.copies() + duplicate.copies());
            case FaultEffect.Gap _ -> new Shape(unit, 0);
            case FaultEffect.Corrupt corrupt -> shape.with(unit.damaged(corrupt.damage()));
            case FaultEffect.Empty _ -> shape.with(unit.withoutClusters());
            case FaultEffect.NoToken _ -> shape.with(unit.withoutTag(MediaUnit.TOKEN));
            case FaultEffect.NoLag _ -> shape.with(unit.withoutTag(MediaUnit.LAG));
            case FaultEffect.ReorderTags _ -> shape.with(unit.withTagsReversed());
            case FaultEffect.Expire _ -> {
                expired.add(call.stream(), number);
                yield shape;
            }
            case FaultEffect.Refuse _,
                    FaultEffect.Delay _,
                    FaultEffect.Drip _,
                    FaultEffect.SessionLimit _,
                    FaultEffect.EndpointMove _,
                    FaultEffect.DeleteStream _,
                    FaultEffect.RecreateStream _,
                    FaultEffect.ClockJump _,
                    FaultEffect.Withhold _,
                    FaultEffect.AckEffect _ ->
                throw new IllegalStateException(effect + " does not strike at a fragment");
        };
    }

    private Ending cutWithin(MediaUnit unit, FaultEffect.Cut cut) throws IOException {
        byte[] bytes = unit.bytes();
        out.write(bytes, 0, (int) (bytes.length * cut.part()));
        out.flush();
        return Ending.cut(cut.reset());
    }
}
