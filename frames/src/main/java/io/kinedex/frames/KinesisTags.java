package io.kinedex.frames;

import java.util.Map;
import java.util.OptionalLong;

/**
 * The tags by which Kinesis Video speaks inside a stream. GetMedia and GetMediaForFragmentList name the timestamps
 * differently. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_dataplane_GetMedia.html">GetMedia</a>
 * @see <a href="https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_reader_GetMediaForFragmentList.html">
 *     GetMediaForFragmentList</a>
 */
final class KinesisTags {
    static final String CONTINUATION_TOKEN = "AWS_KINESISVIDEO_CONTINUATION_TOKEN";
    static final String MILLIS_BEHIND_NOW = "AWS_KINESISVIDEO_MILLIS_BEHIND_NOW";

    private KinesisTags() {}

    static OptionalLong millisBehindNow(Map<String, String> tags) {
        String text = tags.get(MILLIS_BEHIND_NOW);
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
