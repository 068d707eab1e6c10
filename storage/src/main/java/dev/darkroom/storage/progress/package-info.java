/**
 * Progress and previews of running jobs, through Redis.
 *
 * <p>Everything here may be lost at any moment and nothing that matters may depend on it: what must
 * last goes to the log.
 */
@NullMarked
package dev.darkroom.storage.progress;

import org.jspecify.annotations.NullMarked;
