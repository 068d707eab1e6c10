/**
 * What the gateway asks of the scheduler, and what becomes of it: submits, cancels, and the
 * question whether anybody answers.
 *
 * <p>Calls block and belong on virtual threads. Nothing here reads a request or writes an answer.
 */
@NullMarked
package dev.darkroom.gateway.command;

import org.jspecify.annotations.NullMarked;
