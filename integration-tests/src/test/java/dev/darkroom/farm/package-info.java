/**
 * The whole farm under test: real Kafka, Redis and S3, schedulers, gateways and workers, in this
 * process where nothing is killed and as processes of their own where something is. Nothing here
 * pretends to be a part; tests look at the farm as its clients and operators do.
 */
@NullMarked
package dev.darkroom.farm;

import org.jspecify.annotations.NullMarked;
