/**
 * What every command shares: options for the farm's address and key, exit codes, failures,
 * printing, the terminal, bars and interrupts.
 *
 * <p>Nothing here knows a single command.
 */
@NullMarked
package dev.darkroom.deploy.cli.common;

import org.jspecify.annotations.NullMarked;
