/**
 * The edge that OpenAI's clients speak to: their words are said in ours, one request becomes one of
 * our jobs by the reader that every job has, and what comes of it is told in their words again.
 *
 * <p>Nothing here decides what a job may ask for, queues anything itself, or is known to the rest
 * of the gateway.
 */
@NullMarked
package dev.darkroom.gateway.openai;

import org.jspecify.annotations.NullMarked;
