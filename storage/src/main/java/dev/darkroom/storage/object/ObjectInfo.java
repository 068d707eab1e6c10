package dev.darkroom.storage.object;

import java.time.Instant;

/** What the store says of an object. {@code modified} has the store's clock. */
public record ObjectInfo(String key, long sizeBytes, Instant modified) {}
