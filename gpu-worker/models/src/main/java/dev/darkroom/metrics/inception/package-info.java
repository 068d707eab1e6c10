/**
 * The Inception network of the FID (Szegedy et al. 2016, as TensorFlow published it on 2015-12-05),
 * and the three ways in which the published tools bring pictures to it. Its weights are never
 * shipped: whoever has them gives the file.
 */
@NullMarked
package dev.darkroom.metrics.inception;

import org.jspecify.annotations.NullMarked;
