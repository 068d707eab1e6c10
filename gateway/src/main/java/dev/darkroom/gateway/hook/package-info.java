/**
 * Webhooks: who is told of what, the deliveries on their way, and how they are sent without
 * reaching where nobody should.
 *
 * <p>The log decides what is delivered; nothing here is remembered elsewhere. No route lives here,
 * and nothing of HTTP but what receivers are sent.
 */
@NullMarked
package dev.darkroom.gateway.hook;

import org.jspecify.annotations.NullMarked;
