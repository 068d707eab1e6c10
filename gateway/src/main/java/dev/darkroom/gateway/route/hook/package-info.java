/**
 * The routes of webhooks, one class each or one for alike.
 *
 * <p>They read requests and make bodies; what webhooks do lives in {@code gateway.hook}.
 */
@NullMarked
package dev.darkroom.gateway.route.hook;

import org.jspecify.annotations.NullMarked;
