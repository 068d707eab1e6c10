/**
 * Pictures as pixels and as files: the one picture type of the model library, PNG with the
 * generation's parameters inside, bounded reading. Knows nothing of tensors or models, and never
 * may.
 */
@NullMarked
package dev.darkroom.image;

import org.jspecify.annotations.NullMarked;
