/**
 * What becomes of commands: each is answered, and the answer to a repeated one is the same. What a
 * worker reports is heard in {@code run}.
 */
@NullMarked
package dev.darkroom.scheduler.core.command;

import org.jspecify.annotations.NullMarked;
