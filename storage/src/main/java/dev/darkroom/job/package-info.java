/**
 * The words the farm speaks. Here: a job's states, what happens to it, and its record.
 *
 * <p>Its ids are in {@code id}, what it asks for in {@code spec}, whose it is in {@code tenant};
 * who takes it is in {@code pool} and {@code worker}; what the scheduler is asked and answers in
 * {@code command}. Depends on java.base and JSON only. Kafka, Redis, S3 and Vert.x never appear
 * here.
 */
@NullMarked
package dev.darkroom.job;

import org.jspecify.annotations.NullMarked;
