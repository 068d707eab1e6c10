/**
 * Commands for operators: {@code pools} and {@code workers}.
 *
 * <p>They ask the farm to steer; what is decided is decided by its scheduler.
 */
@NullMarked
package dev.darkroom.deploy.cli.pool;

import org.jspecify.annotations.NullMarked;
