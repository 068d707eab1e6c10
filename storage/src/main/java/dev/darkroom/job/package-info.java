/**
 * The words the farm speaks: ids, job specifications, states, commands, events and errors.
 *
 * <p>Depends on java.base and JSON only. Kafka, Redis, S3 and Vert.x never appear here.
 */
@NullMarked
package dev.darkroom.job;

import org.jspecify.annotations.NullMarked;
