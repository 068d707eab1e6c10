package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;

/**
 * How a model came to be, where a job made it. The settings and the pictures' digests lie beside
 * it, in {@code lineage.json} and {@code dataset.json}.
 *
 * @param tenant whose job it was; nobody else publishes under the model's name
 * @param base the model that it began from, its version pinned
 * @param baseDigest of that model's files
 */
public record ModelOrigin(TenantId tenant, JobId job, ModelRef base, Digest baseDigest) {}
