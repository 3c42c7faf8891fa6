/**
 * From a detected face to a vector that says whose face it is.
 *
 * <p>{@link io.kinedex.inference.face.FaceRecogniser} takes a picture and the faces found in it. Each face is turned and
 * scaled so that eyes, nose and mouth lie where the model was trained to see them ({@link
 * io.kinedex.inference.face.FaceAlignment}), judged ({@link io.kinedex.inference.face.FaceQuality}) and embedded. What
 * one frame gives is weak evidence; {@link io.kinedex.inference.face.FaceTemplates} keeps the best looks at each tracked
 * face and makes one template of them.
 */
@NullMarked
package io.kinedex.inference.face;

import org.jspecify.annotations.NullMarked;
