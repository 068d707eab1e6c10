/**
 * Commands that measure and prove: {@code bench}, {@code simulate} and {@code test}.
 *
 * <p>They print figures; what is measured lives in {@code dev.darkroom.deploy.bench} and with the
 * models.
 */
@NullMarked
package dev.darkroom.deploy.cli.bench;

import org.jspecify.annotations.NullMarked;
