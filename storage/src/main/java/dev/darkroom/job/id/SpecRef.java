package dev.darkroom.job.id;

/**
 * Where a job's full spec stands in the specs topic. The key is the job's id and a nonce of the
 * sending, so that a repeated submit never overwrites the spec of the accepted one; the scheduler
 * clears the specs it does not accept.
 *
 * @param digest of the request as the client sent it, to tell a repeat from another request under
 *     the same key
 */
public record SpecRef(String key, int partition, long offset, Digest digest) {}
