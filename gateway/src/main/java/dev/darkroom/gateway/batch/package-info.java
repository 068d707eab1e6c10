/**
 * Batches: their files are read and checked whole, then queued line by line, each under an id that
 * follows from batch and line, so that a crash doubles and loses nothing; and what came of them is
 * written down when all have ended. Every gateway can take over where another has died.
 *
 * <p>Calls block and belong on virtual threads. Nothing here reads a request or writes an answer.
 */
@NullMarked
package dev.darkroom.gateway.batch;

import org.jspecify.annotations.NullMarked;
