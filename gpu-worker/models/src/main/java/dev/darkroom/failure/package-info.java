/**
 * How the model library refuses: one exception with a stable code, which the farm reads to tell a
 * client's mistake from a broken model and from a full device.
 *
 * <p>Every package of the library may throw it, so this one depends on none of them.
 */
@NullMarked
package dev.darkroom.failure;

import org.jspecify.annotations.NullMarked;
