package io.kinedex.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG1VIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG2VIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_INTRA_ONLY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;

/**
 * Which pictures of a fragment need not be decoded because no frame that will be taken depends on them. It leaves out
 * only what cannot change a taken frame:
 *
 * <ul>
 *   <li>all but the taken ones, where each picture stands alone (Motion JPEG, ProRes, ...);
 *   <li>what is decoded after the last taken one;
 *   <li>pictures to which none refers (H.264 with nal_ref_idc 0, B-pictures of MPEG-1 and -2), if progressive.
 * </ul>
 *
 * <p>Immutable; for all threads.
 */
final class DecodePlan {
    private final BitSet sent;
    private final BitSet wanted;
    private final boolean dropsNonReference;

    private DecodePlan(BitSet sent, BitSet wanted, boolean dropsNonReference) {
        this.sent = sent;
        this.wanted = wanted;
        this.dropsNonReference = dropsNonReference;
    }

    /** Plans for blocks in decoding order. */
    static DecodePlan of(AVCodecParameters parameters, List<Block> pictures, FrameChoice choice) {
        BitSet all = new BitSet(pictures.size());
        all.set(0, pictures.size());
        Optional<FrameChoice> rehearsal = choice.rehearsal();
        // VP8 has pictures in blocks of their own that are never shown; which, the blocks do not say.
        if (rehearsal.isEmpty() || parameters.codec_id() == AV_CODEC_ID_VP8) {
            return new DecodePlan(all, all, false);
        }
        BitSet wanted = wanted(pictures, rehearsal.get());
        if (isIntraOnly(parameters)) {
            return new DecodePlan(wanted, wanted, false);
        }
        boolean progressive = parameters.field_order() == AV_FIELD_PROGRESSIVE;
        // The second field of a picture may be a block of its own.
        int end = wanted.isEmpty() ? 0 : wanted.length() + (progressive ? 0 : 1);
        BitSet sent = new BitSet(pictures.size());
        sent.set(0, Math.min(end, pictures.size()));
        return new DecodePlan(sent, wanted, progressive && marksNonReference(parameters.codec_id()));
    }

    /** Whether the picture at this index is to be decoded; one beyond the plan is. */
    boolean sends(int index, int pictures) {
        return index >= pictures || sent.get(index);
    }

    /** Whether the decoder may leave the picture out if no other refers to it. */
    boolean droppable(int index) {
        return dropsNonReference && !wanted.get(index);
    }

    private static BitSet wanted(List<Block> pictures, FrameChoice rehearsal) {
        BitSet wanted = new BitSet(pictures.size());
        IntStream.range(0, pictures.size())
                .filter(i -> !pictures.get(i).invisible())
                .boxed()
                .sorted(Comparator.comparing(i -> pictures.get(i).time()))
                .filter(i ->
                        rehearsal.take(pictures.get(i).time(), pictures.get(i).keyframe()))
                .forEach(wanted::set);
        return wanted;
    }

    private static boolean isIntraOnly(AVCodecParameters parameters) {
        AVCodecDescriptor descriptor = avcodec_descriptor_get(parameters.codec_id());
        return descriptor != null && (descriptor.props() & AV_CODEC_PROP_INTRA_ONLY) != 0;
    }

    private static boolean marksNonReference(int codec) {
        return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_MPEG1VIDEO || codec == AV_CODEC_ID_MPEG2VIDEO;
    }
}
