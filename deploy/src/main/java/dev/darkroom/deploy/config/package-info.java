/**
 * What may be set: every setting by its key, read from a file, the environment and flags into one
 * validated {@link dev.darkroom.deploy.config.FarmSettings}.
 *
 * <p>Nothing here is ever started, and no server is asked.
 */
@NullMarked
package dev.darkroom.deploy.config;

import org.jspecify.annotations.NullMarked;
