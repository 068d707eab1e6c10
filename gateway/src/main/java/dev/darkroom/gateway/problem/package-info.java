/**
 * How the gateway says no: one body for every refusal, readable as RFC 9457 and as OpenAI's errors.
 *
 * <p>Codes are stable and live in one list. No rule that refuses anything lives here.
 */
@NullMarked
package dev.darkroom.gateway.problem;

import org.jspecify.annotations.NullMarked;
