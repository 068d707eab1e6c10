/**
 * What jobs left, as files: ranges, entity tags, and what is gone.
 *
 * <p>No scheduling and no deleting here; nothing that is asked of another tenant's job gets this
 * far.
 */
@NullMarked
package dev.darkroom.gateway.output;

import org.jspecify.annotations.NullMarked;
