/**
 * The {@code darkroom} command: one class a command, options and exit codes as its contract says.
 * The root command stands here, the others in the packages below, by what they are about.
 *
 * <p>Commands print and decide exit codes; what they do lives elsewhere. Nothing here may be needed
 * by a running farm.
 */
@NullMarked
package dev.darkroom.deploy.cli;

import org.jspecify.annotations.NullMarked;
