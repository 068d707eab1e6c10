/**
 * Files that a tenant brings: each is known by the digest of its bytes, so that bringing one twice
 * is bringing it once. What they are used for never stands here.
 */
@NullMarked
package dev.darkroom.storage.upload;

import org.jspecify.annotations.NullMarked;
