/**
 * Text encoders as a denoiser is told of them: which states of which published encoder, from rows
 * of tokens to states. The encoders themselves lie in packages of their own; prompts, tokenizers
 * and compiled programs may not come in.
 */
@NullMarked
package dev.darkroom.ldm.text;

import org.jspecify.annotations.NullMarked;
