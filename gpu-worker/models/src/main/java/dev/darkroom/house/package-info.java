/**
 * The house models: small checkpoints of the published families, trained on the house world by the
 * farm's own trainer, and scored by its judge.
 *
 * <p>Here are their architectures, the order of their training and their scores. The mathematics of
 * a family never lives here.
 */
@NullMarked
package dev.darkroom.house;

import org.jspecify.annotations.NullMarked;
