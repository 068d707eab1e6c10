/**
 * Prompts into token ids: CLIP's byte-level BPE and BERT's word pieces as Hugging Face's tokenizers
 * do them, and vocabularies of our own in CLIP's format.
 *
 * <p>What a token means is its text encoder's business: no tensors, no embeddings and no prompt
 * syntax (weights, schedules) may come in here.
 */
@NullMarked
package dev.darkroom.text;

import org.jspecify.annotations.NullMarked;
