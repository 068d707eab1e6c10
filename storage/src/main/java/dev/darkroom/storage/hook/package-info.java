/**
 * What the log keeps of webhooks: who wants to be told of what, and what became of each telling.
 *
 * <p>Nothing here sends, waits or knows the log; how a delivery goes on is {@link
 * dev.darkroom.storage.hook.DeliveryState#apply}.
 */
@NullMarked
package dev.darkroom.storage.hook;

import org.jspecify.annotations.NullMarked;
