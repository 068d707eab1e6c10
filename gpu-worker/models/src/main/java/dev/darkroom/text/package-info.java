/**
 * Prompts into token ids: CLIP's byte-level BPE as Hugging Face's tokenizers do it, and
 * vocabularies of our own in its format.
 *
 * <p>What a token means is its text encoder's business: no tensors, no embeddings and no prompt
 * syntax (weights, schedules) may come in here.
 */
@NullMarked
package dev.darkroom.text;

import org.jspecify.annotations.NullMarked;
