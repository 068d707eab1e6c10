package dev.darkroom.job.spec;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;

/**
 * A LoRA as a job uses it: resolved when the job was submitted, so that a later version changes
 * nothing.
 *
 * @param model its name in the model repository, the version pinned
 * @param digest of its files
 * @param weight how much of it; mostly 0 to 1, negative turns it around
 */
public record LoraRef(ModelRef model, Digest digest, double weight) {}
