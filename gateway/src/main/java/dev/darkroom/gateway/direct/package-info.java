/**
 * Files that tenants put into the object store themselves: what they say before, and what is made
 * of the bytes after.
 *
 * <p>Nothing is checked here by rules of its own: whatever was put goes the way of what is brought
 * through the gateway. No route lives here.
 */
@NullMarked
package dev.darkroom.gateway.direct;

import org.jspecify.annotations.NullMarked;
