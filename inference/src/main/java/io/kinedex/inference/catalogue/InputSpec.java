package io.kinedex.inference.catalogue;

import java.util.List;

/**
 * What a picture becomes before it enters a model. Each channel value x of 0..255 goes in as (x - mean) / scale.
 *
 * @param width    pixels
 * @param height   pixels
 * @param layout   the order of the tensor's dimensions
 * @param type     of the tensor's elements; {@code uint8} takes mean 0 and scale 1
 * @param channels the order of the colours
 * @param mean     one value for each channel, in the order of {@code channels}
 * @param scale    one value for each channel, none of them 0
 * @param fit      how a picture of another shape gets in
 * @param pad      the value 0..255 around a picture that does not fill the input
 * @param batch    whether the model takes several pictures in one run
 */
public record InputSpec(
        int width,
        int height,
        Layout layout,
        ElementType type,
        Channels channels,
        List<Double> mean,
        List<Double> scale,
        Fit fit,
        int pad,
        Batch batch) {
    /** Channels first or last. */
    public enum Layout {
        NCHW,
        NHWC
    }

    /** What a tensor is made of. */
    public enum ElementType {
        FLOAT32,
        UINT8
    }

    /** The order of the colours. */
    public enum Channels {
        RGB,
        BGR
    }

    /** How a picture gets into an input of another shape. */
    public enum Fit {
        /** Each side scaled by itself; shapes are distorted. */
        STRETCH,
        /** Both sides scaled alike, the picture in the middle, the rest padded. */
        CENTRE,
        /** Both sides scaled alike, the picture in the top-left corner, the rest padded. */
        TOP_LEFT
    }

    /** The batch dimension. */
    public enum Batch {
        /** Always one picture. */
        SINGLE,
        /** Any number of pictures. */
        DYNAMIC
    }

    public InputSpec {
        mean = List.copyOf(mean);
        scale = List.copyOf(scale);
        if (width < 1 || height < 1 || width > 8192 || height > 8192) {
            throw new IllegalArgumentException("input of %d x %d, sides must be in 1..8192".formatted(width, height));
        }
        if (mean.size() != 3 || scale.size() != 3 || scale.contains(0.0)) {
            throw new IllegalArgumentException(
                    "mean %s and scale %s need three values, no scale 0".formatted(mean, scale));
        }
        if (pad < 0 || pad > 255) {
            throw new IllegalArgumentException("pad is %d, must be in 0..255".formatted(pad));
        }
        boolean plain = mean.stream().allMatch(m -> m == 0) && scale.stream().allMatch(s -> s == 1);
        if (type == ElementType.UINT8 && !plain) {
            throw new IllegalArgumentException("an input of uint8 takes mean 0 and scale 1, not " + mean + " " + scale);
        }
    }
}
