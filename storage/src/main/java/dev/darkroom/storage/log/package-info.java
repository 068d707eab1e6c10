/**
 * The log: topics, the bytes on them, and one small interface for each way in which a part of the
 * farm writes or reads it. The {@code Kafka…} classes are their only real form.
 *
 * <p>No decision ever lives here: the scheduler's transactions are its own runtime's.
 */
@NullMarked
package dev.darkroom.storage.log;

import org.jspecify.annotations.NullMarked;
