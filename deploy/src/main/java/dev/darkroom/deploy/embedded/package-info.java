/**
 * Kafka, Redis and an S3 server inside or beside this process, for a farm on one machine.
 *
 * <p>Each starts on a data folder and given ports, survives {@code kill -9}, and speaks only its
 * own protocol to the farm: nothing else may know whether a server is embedded.
 */
@NullMarked
package dev.darkroom.deploy.embedded;

import org.jspecify.annotations.NullMarked;
