package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.InputSpec;
import io.kinedex.inference.catalogue.OutputSpec;
import java.util.List;

/** Reads candidates out of a family of models' outputs. All threads. */
interface Decoder {
    /** Those of one picture whose confidence is high enough. */
    List<Candidate> decode(Outputs outputs, int picture);

    /**
     * @param classes       how many the model tells apart
     * @param confidenceMin below which nothing is given
     */
    static Decoder of(OutputSpec output, InputSpec input, int classes, double confidenceMin) {
        return switch (output) {
            case OutputSpec.Ssd ssd -> new SsdDecoder(ssd, input, classes, confidenceMin);
            case OutputSpec.SsdPriors priors -> new SsdPriorsDecoder(priors, input, classes, confidenceMin);
            case OutputSpec.Postprocessed done -> new PostprocessedDecoder(done, input, confidenceMin);
            case OutputSpec.Yolo yolo -> new YoloDecoder(yolo, input, classes, confidenceMin);
            case OutputSpec.Detr detr -> new DetrDecoder(detr, input, classes, confidenceMin);
            case OutputSpec.BlazeFace face -> new BlazeFaceDecoder(face, input, confidenceMin);
        };
    }
}
