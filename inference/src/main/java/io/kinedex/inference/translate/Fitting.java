package io.kinedex.inference.translate;

import io.kinedex.inference.catalogue.InputSpec;

/**
 * Where a picture lies in a model's input. The picture's edges fall on whole pixels of the input, so going there and back
 * is exact: position x of the input is fraction (x - left) / width of the picture.
 *
 * @param left   of the picture in the input, in input pixels
 * @param top    as {@code left}
 * @param width  of the picture in the input, in input pixels, at least 1
 * @param height as {@code width}
 */
record Fitting(int left, int top, int width, int height) {
    static Fitting of(int pictureWidth, int pictureHeight, InputSpec input) {
        double scale = Math.min((double) input.width() / pictureWidth, (double) input.height() / pictureHeight);
        int width = Math.clamp(Math.round(pictureWidth * scale), 1, input.width());
        int height = Math.clamp(Math.round(pictureHeight * scale), 1, input.height());
        return switch (input.fit()) {
            case STRETCH -> new Fitting(0, 0, input.width(), input.height());
            case TOP_LEFT -> new Fitting(0, 0, width, height);
            case CENTRE -> new Fitting((input.width() - width) / 2, (input.height() - height) / 2, width, height);
        };
    }

    /** The fraction of the picture's width at position x of the input. */
    double fractionX(double x) {
        return (x - left) / width;
    }

    /** The fraction of the picture's height at position y of the input. */
    double fractionY(double y) {
        return (y - top) / height;
    }
}
