/**
 * Files: outputs of runs and the model repository, in anything that speaks the S3 API.
 *
 * <p>Which keys there are is said in {@link dev.darkroom.storage.object.ObjectKeys} alone. Nothing
 * here knows what a model computes.
 */
@NullMarked
package dev.darkroom.storage.object;

import org.jspecify.annotations.NullMarked;
