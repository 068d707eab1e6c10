package dev.darkroom.storage.batch;

import dev.darkroom.job.BatchId;
import dev.darkroom.job.Digest;
import dev.darkroom.job.TenantId;
import java.time.Instant;

/**
 * A batch that was accepted: every line of its input is valid, and will be queued.
 *
 * @param input digest of the input file's bytes
 * @param bytes of the input file
 * @param lines physical lines of the input file, blank ones among them
 * @param total lines that are jobs
 */
public record BatchManifest(
    BatchId id,
    TenantId tenant,
    Digest input,
    long bytes,
    int lines,
    int total,
    Instant createdAt) {}
