/**
 * The assembly: each part of the farm with the connections that it stands on, and all of them with
 * embedded servers as one farm on one machine.
 *
 * <p>Only wiring, order of start and stop, and files of a data folder; no decision about a job ever
 * lives here.
 */
@NullMarked
package dev.darkroom.deploy.farm;

import org.jspecify.annotations.NullMarked;
