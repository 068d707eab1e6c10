/**
 * A small client of the farm's HTTP API: what the {@code darkroom} command and any Java program
 * talks to a farm with.
 *
 * <p>Depends on java.net.http and JSON. No type of the farm's inside ever appears here.
 */
@NullMarked
package dev.darkroom.client;

import org.jspecify.annotations.NullMarked;
