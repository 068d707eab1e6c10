/**
 * What the farm's stores have in common: how their failures are told.
 *
 * <p>The log (Kafka) lives in {@code log}, progress (Redis) in {@code progress}, files (S3) in
 * {@code object}. No decision of the scheduler, the gateway or a worker ever lives here.
 */
@NullMarked
package dev.darkroom.storage;

import org.jspecify.annotations.NullMarked;
