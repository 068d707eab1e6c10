/**
 * A job's life as server-sent events: where it stands, then every change, resumable from any id on
 * any gateway.
 *
 * <p>One virtual thread a watcher; what a slow one has not read is bounded and conflated. No HTTP
 * lives here beside the {@link dev.darkroom.gateway.http.Sink}.
 */
@NullMarked
package dev.darkroom.gateway.sse;

import org.jspecify.annotations.NullMarked;
