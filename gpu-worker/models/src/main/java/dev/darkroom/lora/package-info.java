/**
 * Low-rank adaptations (Hu et al. 2021, LoRA): reading and writing the files that people have, and
 * adding them to a model's weights. Knows names and shapes of modules, but no network, no job and
 * no store, and never may.
 */
@NullMarked
package dev.darkroom.lora;

import org.jspecify.annotations.NullMarked;
