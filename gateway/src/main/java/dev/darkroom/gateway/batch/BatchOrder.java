package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.storage.batch.BatchTerms;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A batch as it is brought.
 *
 * @param file its lines; read during the call only
 * @param key under which the same batch may be brought again
 */
public record BatchOrder(
    Caller caller, Path file, Optional<IdempotencyKey> key, BatchTerms terms) {}
