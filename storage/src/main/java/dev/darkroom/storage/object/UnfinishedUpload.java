package dev.darkroom.storage.object;

import java.time.Instant;

/**
 * A large upload that was begun and neither completed nor given up. It takes room and no reader
 * sees it.
 *
 * @param begun by the store's clock; some servers do not remember it and say now
 */
public record UnfinishedUpload(String key, String id, Instant begun) {}
