/**
 * Pictures with captions, as people bring them to a training: a folder or a zip file, read within
 * limits, and judged before anything is queued. Decides what a model will see of each picture; no
 * model, no training, no job and no store lives here.
 */
@NullMarked
package dev.darkroom.dataset;

import org.jspecify.annotations.NullMarked;
