/**
 * Fine-tuning latent diffusion models: low-rank adaptations (Hu et al. 2021), DreamBooth (Ruiz et
 * al. 2022) and whole weights, all by one loss. Which layers learn, what a step is given and what
 * is written is decided here; files of captions, jobs and stores are unknown.
 */
@NullMarked
package dev.darkroom.finetune;

import org.jspecify.annotations.NullMarked;
