package dev.darkroom.job.spec;

import dev.darkroom.job.id.Digest;

/**
 * A learned word as a job uses it: resolved when the job was submitted, so that a later version
 * changes nothing.
 *
 * @param token as it stands in the job's prompts, {@code <my-cat>}
 * @param name of its entry in the tenant's registry
 * @param key of the file that holds its vectors
 * @param digest of that file
 */
public record WordRef(String token, String name, int version, String key, Digest digest) {}
