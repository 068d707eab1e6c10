/**
 * The text transformer of the first latent diffusion model (Rombach et al. 2022, App. E.2.1), with
 * which Textual Inversion was published. It is called BERT after its tokenizer and has no mask, no
 * pooling and no pretrained weights of BERT's. No prompt, no tokenizer and no UNet may come in.
 */
@NullMarked
package dev.darkroom.ldm.bert;

import org.jspecify.annotations.NullMarked;
