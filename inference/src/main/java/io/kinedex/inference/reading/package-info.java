/**
 * Reads the text in pictures.
 *
 * <p>{@link io.kinedex.inference.reading.TextReader} runs two models of PP-OCR (Li et al., "PP-OCRv3", 2022, arXiv
 * 2206.03001, and its successor v4): one marks where text is, the other reads one straightened line at a time. Between
 * them lies geometry: marks become rectangles in any direction, pieces of one line are joined, lines are put into reading
 * order and cut out upright.
 */
@NullMarked
package io.kinedex.inference.reading;

import org.jspecify.annotations.NullMarked;
