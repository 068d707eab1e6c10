/**
 * The life of a job, or of all jobs of a tenant, as events: where it stands, then every change,
 * resumable from any id on any gateway.
 *
 * <p>One virtual thread a watcher; what a slow one has not read is bounded, and who does not keep
 * up is dropped with an id to come back with. What many are told is made once. No HTTP lives here
 * beside the {@link dev.darkroom.gateway.http.EventSink}.
 */
@NullMarked
package dev.darkroom.gateway.sse;

import org.jspecify.annotations.NullMarked;
