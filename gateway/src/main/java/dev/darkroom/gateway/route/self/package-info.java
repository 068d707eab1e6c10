/**
 * What the gateway tells of itself: its document, its health, its metrics. Never what belongs to a
 * tenant.
 */
@NullMarked
package dev.darkroom.gateway.route.self;

import org.jspecify.annotations.NullMarked;
