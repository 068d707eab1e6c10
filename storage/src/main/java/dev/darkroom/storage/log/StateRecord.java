package dev.darkroom.storage.log;

import java.util.Optional;

/**
 * One record of the state topic as it was read.
 *
 * @param entry the thing's latest state; empty where the thing is forgotten
 */
public record StateRecord(int partition, long offset, String key, Optional<StateEntry> entry) {}
