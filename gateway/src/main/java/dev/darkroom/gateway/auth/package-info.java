/**
 * Who is calling, and for whom. Today one key that belongs to tenant {@code default}; keys from the
 * log and tokens are further {@link dev.darkroom.gateway.auth.Authenticator}s.
 *
 * <p>Keys are compared in constant time and never logged.
 */
@NullMarked
package dev.darkroom.gateway.auth;

import org.jspecify.annotations.NullMarked;
