package dev.darkroom.gateway.request;

import dev.darkroom.job.Digest;
import dev.darkroom.job.JobSpec;
import dev.darkroom.job.PoolId;
import java.util.Map;

/**
 * A submit that fits: every default filled in, every seed drawn, the model's version pinned.
 *
 * @param priority 0 to 9, 9 first
 * @param digest of the body as it was sent, the order of its fields aside
 */
public record JobRequest(
    JobSpec spec, PoolId pool, int priority, Map<String, String> metadata, Digest digest) {}
