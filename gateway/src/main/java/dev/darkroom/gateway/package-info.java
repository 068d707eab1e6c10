/**
 * The gateway: the farm's HTTP edge. {@link dev.darkroom.gateway.GatewayService} starts it over a
 * log, progress and an object store; everything it knows it has read there, so that any number of
 * gateways serve one farm.
 *
 * <p>Nothing here decides what runs where.
 */
@NullMarked
package dev.darkroom.gateway;

import org.jspecify.annotations.NullMarked;
