package io.kinedex.inference.catalogue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * How to read a detector's output tensors. N is the number of candidates, C of classes; all tensors have a leading batch
 * dimension, left out here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = OutputSpec.Ssd.class, name = "ssd"),
    @JsonSubTypes.Type(value = OutputSpec.SsdPriors.class, name = "ssd-priors"),
    @JsonSubTypes.Type(value = OutputSpec.Postprocessed.class, name = "postprocessed"),
    @JsonSubTypes.Type(value = OutputSpec.Yolo.class, name = "yolo"),
    @JsonSubTypes.Type(value = OutputSpec.Detr.class, name = "detr"),
    @JsonSubTypes.Type(value = OutputSpec.BlazeFace.class, name = "blazeface")
})
public sealed interface OutputSpec {
    /** The four numbers of a box. */
    enum BoxFormat {
        /** Left, top, right, bottom. */
        XYXY,
        /** Top, left, bottom, right. */
        YXYX,
        /** Centre x, centre y, width, height. */
        CXCYWH,
        /** Left, top, width, height. */
        XYWH
    }

    /** What a box is measured in. */
    enum Units {
        /** Fractions of the model's input. */
        FRACTIONS,
        /** Pixels of the model's input. */
        PIXELS
    }

    /** What turns a raw score into a probability. */
    enum Activation {
        NONE,
        SIGMOID,
        SOFTMAX
    }

    /** Members of the YOLO family, by what their exported graphs give. */
    enum YoloVersion {
        /** Rows of 5 + C: box, objectness, class probabilities. */
        V5,
        /** 4 + C: box, class probabilities; as columns [4 + C, N] or rows [N, 4 + C], told apart by C. */
        V8,
        /** Rows of 6: left, top, right, bottom, confidence, class; no suppression needed. */
        V10,
        /** Rows of 5 + C relative to a grid for each stride: centre offset, logarithm of the size, objectness, classes. */
        YOLOX
    }

    /**
     * Boxes [N, 4] and scores [N, C] (SSD, Liu et al. 2016, and whatever else has this shape).
     *
     * @param background the class that means nothing, or -1 where there is none; it takes no label
     */
    record Ssd(String boxes, String scores, BoxFormat format, Units units, Activation activation, int background)
            implements OutputSpec {}

    /**
     * As {@link Ssd}, with box offsets relative to square priors in the middle of each grid cell: centre + offset x
     * variance x size, size x exp(offset x variance).
     *
     * @param strides  of the grids in input pixels, in the order of the output
     * @param sizes    of the priors of each grid, in input pixels
     * @param variance of the centre, then of the size
     */
    record SsdPriors(
            String boxes,
            String scores,
            Activation activation,
            int background,
            List<Integer> strides,
            List<List<Double>> sizes,
            List<Double> variance)
            implements OutputSpec {
        public SsdPriors {
            strides = List.copyOf(strides);
            sizes = sizes.stream().map(List::copyOf).toList();
            variance = List.copyOf(variance);
            if (strides.size() != sizes.size() || variance.size() != 2) {
                throw new IllegalArgumentException("ssd-priors needs sizes for each stride and two variances");
            }
        }
    }

    /**
     * What TensorFlow Lite's detection post-processing gives: boxes [N, 4] as YXYX fractions, classes [N], scores [N],
     * count [1].
     */
    record Postprocessed(String boxes, String classes, String scores, String count) implements OutputSpec {}

    /**
     * @param units   PIXELS in most exports
     * @param strides of the grids, for YOLOX alone; empty otherwise
     */
    record Yolo(String output, YoloVersion version, Units units, List<Integer> strides) implements OutputSpec {
        public Yolo {
            strides = List.copyOf(strides);
            if ((version == YoloVersion.YOLOX) == strides.isEmpty()) {
                throw new IllegalArgumentException("yolo: yolox needs strides, no other version does");
            }
        }
    }

    /**
     * Class scores [N, C] and boxes [N, 4] as CXCYWH fractions (DETR, Carion et al. 2020; RT-DETR). With SOFTMAX the last
     * class means nothing and takes no label.
     */
    record Detr(String logits, String boxes, Activation activation) implements OutputSpec {}

    /**
     * Box and keypoint offsets [A, 4 + 2 K] in input pixels and raw scores [A, 1], relative to anchors in the middle of
     * grid cells (BlazeFace, Bazarevsky et al. 2019).
     *
     * @param boxes     one tensor for all grids or one for each
     * @param scores    as {@code boxes}
     * @param grids     cells along a side, in the order of the output
     * @param perCell   anchors in each cell of each grid
     * @param keypoints names, in the order of the output
     */
    record BlazeFace(
            List<String> boxes, List<String> scores, List<Integer> grids, List<Integer> perCell, List<String> keypoints)
            implements OutputSpec {
        public BlazeFace {
            boxes = List.copyOf(boxes);
            scores = List.copyOf(scores);
            grids = List.copyOf(grids);
            perCell = List.copyOf(perCell);
            keypoints = List.copyOf(keypoints);
            if (boxes.size() != scores.size() || grids.size() != perCell.size()) {
                throw new IllegalArgumentException(
                        "blazeface needs as many boxes as scores and an anchor count for each grid");
            }
        }
    }
}
